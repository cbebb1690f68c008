package org.javaipc.shm;

/** The result of trying to take an {@link InterProcessLock}. */
public enum Acquisition {
  /** The lock is held now; its previous holder released it. */
  ACQUIRED,
  /**
   * The lock is held now, and its previous holder died while holding it, or closed it without releasing it. What the
   * lock protects may be half changed; check or repair it first.
   */
  AFTER_DEATH,
  /** The lock is not held: the timeout elapsed, or the call does not wait. */
  NOT_ACQUIRED;

  /** {@return whether the lock is held now, and must be released} */
  public boolean isHeld() {
    return this != NOT_ACQUIRED;
  }
}
