package org.javaipc;

import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.javaipc.spi.TrustedIds;

/**
 * Who may use an object and whose objects are used: the options {@code mode}, {@code group} and {@code trust} of an
 * address.
 *
 * @param mode permission bits of what is created, 0 to 0777
 * @param trustedUids users, besides this one, whose objects and connections are accepted
 * @param trustedGids groups whose members' objects and connections are accepted
 * @param group gid that what is created gets; if empty, that of a directory whose group may write to it, else that of
 *     the process
 */
public record AccessPolicy(
    int mode, Set<Integer> trustedUids, Set<Integer> trustedGids, OptionalInt group) {
  /** Only this user: mode 0600, no other user trusted. */
  public static final AccessPolicy PRIVATE = new AccessPolicy(0600, Set.of(), Set.of());

  /**
   * Makes a policy that names no group for what is created.
   *
   * @param mode permission bits of what is created, 0 to 0777
   * @param trustedUids users, besides this one, whose objects and connections are accepted
   * @param trustedGids groups whose members' objects and connections are accepted
   */
  public AccessPolicy(int mode, Set<Integer> trustedUids, Set<Integer> trustedGids) {
    this(mode, trustedUids, trustedGids, OptionalInt.empty());
  }

  /**
   * {@return what an address without options gets: mode 0600, and trust as the system property {@code ipc.trust} or the
   * environment variable {@code IPC_TRUST} says, such as {@code gid:3000}}
   *
   * @throws InvalidAddressException if that is not a list such as {@code uid:1000,gid:100}
   */
  public static AccessPolicy configured() {
    TrustedIds trusted = TrustedIds.configured();
    return new AccessPolicy(PRIVATE.mode(), trusted.uids(), trusted.gids());
  }

  /**
   * {@return a policy that trusts no other user yet}: {@code AccessPolicy.mode(0660).trustingGroups(3000)}
   *
   * @param mode permission bits of what is created, 0 to 0777
   * @throws IllegalArgumentException if there are other bits
   */
  public static AccessPolicy mode(int mode) {
    return new AccessPolicy(mode, Set.of(), Set.of());
  }

  /**
   * {@return a policy that trusts these users as well}
   *
   * @param uids of users, besides this one, whose objects and connections are accepted
   */
  public AccessPolicy trustingUsers(int... uids) {
    return new AccessPolicy(mode, union(trustedUids, uids), trustedGids, group);
  }

  /**
   * {@return a policy that trusts these groups as well}
   *
   * @param gids of groups whose members' objects and connections are accepted
   */
  public AccessPolicy trustingGroups(int... gids) {
    return new AccessPolicy(mode, trustedUids, union(trustedGids, gids), group);
  }

  /**
   * {@return a policy that gives what is created to a group}
   *
   * @param gid of the group, of which this process is a member
   */
  public AccessPolicy withGroup(int gid) {
    return new AccessPolicy(mode, trustedUids, trustedGids, OptionalInt.of(gid));
  }

  private static Set<Integer> union(Set<Integer> ids, int... more) {
    Set<Integer> all = new HashSet<>(ids);
    for (int id : more) {
      all.add(id);
    }
    return all;
  }

  /** Checks the mode and copies the sets. */
  public AccessPolicy {
    if (mode < 0 || mode > 0777) {
      throw new IllegalArgumentException(
          "mode=0" + Integer.toOctalString(mode) + " is not within 0 to 0777");
    }
    trustedUids = Set.copyOf(trustedUids);
    trustedGids = Set.copyOf(trustedGids);
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
