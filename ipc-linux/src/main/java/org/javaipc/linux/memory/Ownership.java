package org.javaipc.linux.memory;

import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.raw.file.Unistd;

/** Checks the owners of objects, so that this process does not fall for a name or key that another user took first. */
public final class Ownership {
  private Ownership() {}

  /**
   * Refuses a file of an untrusted user.
   *
   * @param file that was opened
   * @param policy who is trusted
   * @throws AccessRefusedException if its owner is not
   * @throws IpcException if the kernel does not say who owns it
   */
  public static void require(SharedFile file, AccessPolicy policy) throws IpcException {
    FileStatus status = file.status();
    require(file.toString(), status.uid(), status.gid(), policy);
  }

  /**
   * Refuses an object of an untrusted user.
   *
   * @param object its name, for the message
   * @param uid user that owns it
   * @param gid group that owns it
   * @param policy who is trusted
   * @throws AccessRefusedException if its owner is not
   */
  public static void require(String object, long uid, long gid, AccessPolicy policy)
      throws AccessRefusedException {
    if (!policy.trusts((int) uid, (int) gid, Unistd.geteuid())) {
      String user = Integer.toUnsignedString((int) uid);
      throw new AccessRefusedException(
          object
              + ": it belongs to uid="
              + user
              + ", who is not trusted; another user may have taken the name first. Trust that user,"
              + " or use another name");
    }
  }
}
