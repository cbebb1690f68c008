package org.javaipc.spi;

import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.Set;

/**
 * Who may use an object and whose objects are used: the options {@code mode} and {@code trust} of
 * an address.
 *
 * @param mode permission bits of what is created, 0 to 0777
 * @param trustedUids users, besides this one, whose objects and connections are accepted
 * @param trustedGids groups whose members' objects and connections are accepted
 */
public record AccessPolicy(int mode, Set<Integer> trustedUids, Set<Integer> trustedGids) {
  /** Only this user: mode 0600, nobody else trusted. */
  public static final AccessPolicy PRIVATE = new AccessPolicy(0600, Set.of(), Set.of());

  /** Checks the mode and copies the sets. */
  public AccessPolicy {
    if (mode < 0 || mode > 0777) {
      throw new IllegalArgumentException(
          "mode=0" + Integer.toOctalString(mode) + " is not within 0 to 0777");
    }
    trustedUids = ImmutableSet.copyOf((Collection<Integer>) trustedUids);
    trustedGids = ImmutableSet.copyOf((Collection<Integer>) trustedGids);
  }

  /**
   * {@return whether an object or peer of that user and group is accepted}
   *
   * @param uid of the owner or peer
   * @param gid of the owner or peer
   * @param self uid of this process
   */
  public boolean trusts(int uid, int gid, int self) {
    return uid == self || trustedUids.contains(uid) || trustedGids.contains(gid);
  }
}
