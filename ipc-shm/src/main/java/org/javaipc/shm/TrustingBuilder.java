package org.javaipc.shm;

import org.javaipc.AccessPolicy;
import org.javaipc.linux.memory.MemoryBuilder;

/** A builder for an object that is found by a name or key that another user could have taken first. */
abstract class TrustingBuilder<B extends TrustingBuilder<B>> extends MemoryBuilder<B> {
  private AccessPolicy access = AccessPolicy.PRIVATE;

  /**
   * Sets who may use a new object, and whose existing objects are opened; by default only this user.
   *
   * @param policy with the permission bits of a new object, and the owners that are accepted besides this user
   * @return this
   * @throws IllegalArgumentException if it names a group for a new object, which this kind of memory does not support
   */
  public final B access(AccessPolicy policy) {
    if (policy.group().isPresent()) {
      throw new IllegalArgumentException(
          "group=%d: new shared memory has the group of this process; use a file (ipc-mmap), or trust the group"
              .formatted(policy.group().getAsInt()));
    }
    access = policy;
    return mode(policy.mode());
  }

  /** {@return whose objects are accepted} */
  final AccessPolicy trust() {
    return new AccessPolicy(mode(), access.trustedUids(), access.trustedGids());
  }
}
