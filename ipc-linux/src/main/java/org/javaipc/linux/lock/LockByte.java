package org.javaipc.linux.lock;

import org.javaipc.linux.file.Descriptor;

/** The locks of a file in the runtime directory, each on a byte of its own. */
public enum LockByte {
  /**
   * Held by the file's creator from before it has a name until the creator closes it or dies. No other process takes it
   * on a file that has its name, so one check tells whether the owner is alive; if not, that is final.
   */
  OWNER(0),
  /** The lock of a channel's name. */
  NAME(1),
  /** Held by the process that removes a dead owner's file. */
  REMOVER(2),
  /** Shared by all users of a file without an owner; held exclusively by the process that removes the file. */
  MEMBER(3),
  /** Held by the one member that has the lock which the file is for. */
  HOLDER(4);

  private final long position;

  LockByte(long position) {
    this.position = position;
  }

  public OfdLock of(Descriptor file) {
    return new OfdLock(file, position);
  }
}
