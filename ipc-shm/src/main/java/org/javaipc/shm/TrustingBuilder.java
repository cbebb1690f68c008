package org.javaipc.shm;

import java.util.HashSet;
import java.util.Set;
import org.javaipc.AccessPolicy;
import org.javaipc.linux.memory.MemoryBuilder;

/** What can be said of an object that is found by a name or key that another user could have taken. */
abstract class TrustingBuilder<B extends TrustingBuilder<B>> extends MemoryBuilder<B> {
  private final Set<Integer> uids = new HashSet<>();
  private final Set<Integer> gids = new HashSet<>();

  /**
   * Accepts an object of another user; without this only those of this user are.
   *
   * @param uid of its owner
   * @return this
   */
  public final B trustUid(int uid) {
    uids.add(uid);
    return self();
  }

  /**
   * Accepts an object of a group, whichever of its members owns it.
   *
   * @param gid of the group
   * @return this
   */
  public final B trustGid(int gid) {
    gids.add(gid);
    return self();
  }

  /** {@return whose objects are accepted} */
  final AccessPolicy trust() {
    return new AccessPolicy(mode(), uids, gids);
  }
}
