package org.javaipc.shm;

import org.javaipc.AccessPolicy;
import org.javaipc.linux.memory.MemoryBuilder;

/** What can be said of an object that is found by a name or key that another user could have taken. */
abstract class TrustingBuilder<B extends TrustingBuilder<B>> extends MemoryBuilder<B> {
  private AccessPolicy access = AccessPolicy.PRIVATE;

  /**
   * Says who may use one that is made, and whose are opened; only this user, if nothing is said.
   *
   * @param policy with the permission bits of what is made, and the owners that are accepted besides this user
   * @return this
   * @throws IllegalArgumentException if it names a group for what is made, which this memory cannot be given
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
