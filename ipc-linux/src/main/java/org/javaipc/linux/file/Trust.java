package org.javaipc.linux.file;

import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.linux.raw.file.Unistd;

/** Decides whose objects are used. */
public final class Trust {
  private Trust() {}

  /**
   * {@return whether an object belongs to this user or to a trusted one}
   *
   * @param policy of the address
   * @param object that it is about
   */
  public static boolean isTrusted(AccessPolicy policy, FileStatus object) {
    return policy.trusts(object.uid(), object.gid(), Unistd.geteuid());
  }

  /**
   * Makes sure that an object belongs to this user or to a trusted one.
   *
   * @param policy of the address
   * @param uid of the object's owner
   * @param gid of the object's group
   * @param object for messages
   */
  public static void require(AccessPolicy policy, int uid, int gid, String object)
      throws AccessRefusedException {
    if (!policy.trusts(uid, gid, Unistd.geteuid())) {
      String owner = Integer.toUnsignedString(uid);
      throw new AccessRefusedException(
          object
              + ": it belongs to uid="
              + owner
              + ", who is not trusted; allow it with trust=uid:"
              + owner);
    }
  }
}
