package org.javaipc.process;

import org.javaipc.IpcException;
import org.javaipc.linux.process.Orphans;
import org.javaipc.linux.process.ProcessNumbers;
import org.javaipc.linux.signal.SignalNumbers;

/**
 * What this process asks of the kernel about its parent and its descendants.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html">PR_SET_PDEATHSIG(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/PR_SET_CHILD_SUBREAPER.2const.html">PR_SET_CHILD_SUBREAPER(2)</a>
 */
public final class Relatives {
  private Relatives() {}

  /**
   * Asks for a signal when the parent dies, whatever it dies of. For a Java child that should not
   * outlive the one that started it; SIGTERM (15) ends it with its shutdown hooks. Another program is
   * started with {@link Spawn#signalAtParentDeath}.
   *
   * <p>The kernel means the <em>thread</em> that started this process: one of {@link Spawn} lasts as
   * long as its process, one of {@link ProcessBuilder} need not.
   *
   * @param signal number, 1..64; 0 takes the wish back
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
   * instead of those of the first process. They are to be waited for with {@link Child#of}, or {@link #reapOrphans}
   * does so.
   *
   * @param adopt whether it takes them from now on
   * @throws IpcException if the kernel refuses
   */
  public static void adoptOrphans(boolean adopt) throws IpcException {
    ProcessNumbers.adoptOrphans(adopt);
  }

  /**
   * Lets no descendant whose parent dies stay a zombie: takes the status of every child that this process has not started,
   * from now on. For the first process of a pid namespace, which a container begins with, and for a subreaper. Children
   * of {@link Spawn}, {@link Daemon} and {@link ProcessBuilder} keep their status for who waits for them; those that native
   * libraries have started do not.
   *
   * @throws org.javaipc.ResourceLimitException if the system has no thread left; a later call tries again
   * @throws IpcException if it cannot be done for another reason
   */
  public static void reapOrphans() throws IpcException {
    Orphans.reap();
  }
}
