package org.javaipc.socket;

import java.util.Set;
import org.javaipc.AccessPolicy;

/**
 * How a socket is bound.
 *
 * @param backlog how many connections may wait to be accepted, 1 to 65535; the kernel allows at most
 *     net.core.somaxconn
 * @param mode permission bits of the socket's file, 0 to 0777, whatever the umask
 * @param uid user who is to own the file, or -1 for this one; another one takes the privilege
 *     CAP_CHOWN
 * @param gid group of the file, or -1 for this process's
 * @param trustedUids users, besides this one, whose connections are accepted
 * @param trustedGids groups whose members' connections are accepted
 */
public record UnixServerOptions(
    int backlog, int mode, int uid, int gid, Set<Integer> trustedUids, Set<Integer> trustedGids) {
  /** A backlog of 1024, mode 0600, only this user. */
  public static final UnixServerOptions DEFAULT =
      new UnixServerOptions(1024, 0600, -1, -1, Set.of(), Set.of());

  private static final int MOST_BACKLOG = 65_535;

  /** Checks the numbers and copies the sets. */
  public UnixServerOptions {
    if (backlog < 1 || backlog > MOST_BACKLOG) {
      throw new IllegalArgumentException("backlog=" + backlog + " is not within 1 to 65535");
    }
    AccessPolicy checked = new AccessPolicy(mode, trustedUids, trustedGids);
    trustedUids = checked.trustedUids();
    trustedGids = checked.trustedGids();
  }

  /**
   * {@return these with another backlog}
   *
   * @param connections that may wait
   */
  public UnixServerOptions withBacklog(int connections) {
    return new UnixServerOptions(connections, mode, uid, gid, trustedUids, trustedGids);
  }

  /**
   * {@return these with another access}: {@code DEFAULT.withAccess(AccessPolicy.mode(0660).trustingGroups(3000))}
   *
   * @param policy with the permission bits of the file, its group if it names one, and the users and groups whose connections are accepted
   */
  public UnixServerOptions withAccess(AccessPolicy policy) {
    return new UnixServerOptions(
        backlog,
        policy.mode(),
        uid,
        policy.group().orElse(gid),
        policy.trustedUids(),
        policy.trustedGids());
  }

  /**
   * {@return these with another owner of the file}
   *
   * @param user uid, or -1 for this one
   * @param group gid, or -1 for this process's
   */
  public UnixServerOptions withOwner(int user, int group) {
    return new UnixServerOptions(backlog, mode, user, group, trustedUids, trustedGids);
  }

  /** {@return who is accepted} */
  AccessPolicy policy() {
    return new AccessPolicy(mode, trustedUids, trustedGids);
  }
}
