package org.javaipc.process;

import java.util.List;
import org.javaipc.IpcException;
import org.javaipc.linux.process.ProcessNumbers;

/**
 * The ids of this process. Methods may be called from any thread; each call asks the kernel.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/credentials.7.html">credentials(7)</a>
 */
public final class ProcessIds {
  private ProcessIds() {}

  /** {@return this process, in its own pid namespace} */
  public static int own() {
    return ProcessNumbers.own();
  }

  /** {@return its parent, which is a different process once the first parent has died; 0 if the parent is outside the
   * pid namespace} */
  public static int parent() {
    return ProcessNumbers.parent();
  }

  /** {@return its process group} */
  public static int group() {
    return ProcessNumbers.group();
  }

  /** {@return its session} */
  public static int session() {
    return ProcessNumbers.session();
  }

  /** {@return the user who started it (uid)} */
  public static int user() {
    return ProcessNumbers.user();
  }

  /** {@return the user whose rights it has (euid)} */
  public static int effectiveUser() {
    return ProcessNumbers.effectiveUser();
  }

  /** {@return the group of the user who started it (gid)} */
  public static int userGroup() {
    return ProcessNumbers.userGroup();
  }

  /** {@return the group whose rights it has (egid)} */
  public static int effectiveUserGroup() {
    return ProcessNumbers.effectiveUserGroup();
  }

  /**
   * {@return the other groups whose rights it has}
   *
   * @throws IpcException if the kernel does not say
   */
  public static List<Integer> userGroups() throws IpcException {
    return ProcessNumbers.userGroups();
  }
}
