package org.javaipc.signal;

/** What the kernel does with a process on a signal that it neither handles nor ignores. */
public enum DefaultAction {
  /** The process ends. */
  TERMINATE,
  /** Nothing. */
  IGNORE,
  /** The process ends and leaves a core file, if it may. */
  CORE,
  /** The process stops. */
  STOP,
  /** The process goes on, if it was stopped. */
  CONTINUE
}
