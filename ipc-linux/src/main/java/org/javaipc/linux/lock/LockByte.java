package org.javaipc.linux.lock;

import org.javaipc.linux.file.Descriptor;

/** The locks of a file in the runtime directory, each on a byte of its own. */
public enum LockByte {
  /**
   * Held by the file's maker from before it has a name until the maker closes it or dies. Nobody
   * else takes it from a file that has its name, so that one look tells whether the owner lives,
   * for good if not.
   */
  OWNER(0),
  /** The lock of a channel's name. */
  NAME(1),
  /** Held by the one who removes a dead owner's file. */
  REMOVER(2),
  /** Shared by all who use a file that has no owner; alone it is held by the one who removes it. */
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
