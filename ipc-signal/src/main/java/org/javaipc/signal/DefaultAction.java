package org.javaipc.signal;

/** What the kernel does to a process that neither handles nor ignores a signal. */
public enum DefaultAction {
  /** The process ends. */
  TERMINATE,
  /** Nothing. */
  IGNORE,
  /** The process ends and leaves a core file, if permitted. */
  CORE,
  /** The process stops. */
  STOP,
  /** The process continues, if it was stopped. */
  CONTINUE
}
