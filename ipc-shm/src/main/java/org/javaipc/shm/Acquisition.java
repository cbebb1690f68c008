package org.javaipc.shm;

/** What came of trying to take an {@link InterProcessLock}. */
public enum Acquisition {
  /** The lock is held now; its previous holder released it. */
  ACQUIRED,
  /**
   * The lock is held now, and the process that held it before died holding it, or closed it: what the
   * lock protects may be half done, and is to be checked or repaired first.
   */
  AFTER_DEATH,
  /** The lock is not held: the time was over, or it was not to be waited for. */
  NOT_ACQUIRED;

  /** {@return whether the lock is held now, and must be given back} */
  public boolean isHeld() {
    return this != NOT_ACQUIRED;
  }
}
