package org.javaipc.process;

import org.javaipc.IpcException;
import org.javaipc.linux.process.Orphans;
import org.javaipc.linux.process.ProcessNumbers;
import org.javaipc.linux.signal.SignalNumbers;

/**
 * Requests of this process to the kernel about its parent and its descendants.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html">PR_SET_PDEATHSIG(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/PR_SET_CHILD_SUBREAPER.2const.html">PR_SET_CHILD_SUBREAPER(2)</a>
 */
public final class Relatives {
  private Relatives() {}

  /**
   * Requests a signal when the parent dies, however it dies. This is for a Java child that should not outlive its
   * parent; SIGTERM (15) ends it with its shutdown hooks. Start other programs with {@link Spawn#signalAtParentDeath}.
   *
   * <p>To the kernel, the parent is the <em>thread</em> that started this process. That of {@link Spawn} lasts as long
   * as its process; that of {@link ProcessBuilder} need not.
   *
   * @param signal number, 1..64; 0 cancels the request
   * @param parent number of the process that started this one, from before it could have died: it
   *     tells its child, or the child asks {@link ProcessIds#parent} first thing in {@code main}
   * @return whether that is still the parent; if not, it died before, and no signal will come
   * @throws IpcException if the kernel refuses
   */
  public static boolean signalAtParentDeath(int signal, long parent) throws IpcException {
    ProcessNumbers.signalAtParentDeath(signal == 0 ? 0 : SignalNumbers.checked(signal));
    return ProcessIds.parent() == parent;
  }

  /**
   * Makes this process a subreaper, or no longer: descendants whose parent dies become its children
   * instead of those of the first process. Wait for them with {@link Child#of}, or let {@link #reapOrphans} do so.
   *
   * @param adopt whether it takes them from now on
   * @throws IpcException if the kernel refuses
   */
  public static void adoptOrphans(boolean adopt) throws IpcException {
    ProcessNumbers.adoptOrphans(adopt);
  }

  /**
   * From now on, lets no descendant whose parent dies stay a zombie for more than about a second, by collecting the status of
   * every child that this process has not started. This is for the first process of a pid namespace, with which a container begins, and for
   * a subreaper. Children
   * of {@link Spawn}, {@link Daemon} and {@link ProcessBuilder} keep their status for the code that waits for them;
   * those that native
   * libraries have started do not.
   *
   * @throws org.javaipc.ResourceLimitException if the system has no thread left; a later call tries again
   * @throws IpcException if it cannot be done for another reason
   */
  public static void reapOrphans() throws IpcException {
    Orphans.reap();
  }
}
