package org.javaipc.linux.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.process.Prctl;

/** The numbers of this process, and what it asks of the kernel about its relatives. */
public final class ProcessNumbers {
  private ProcessNumbers() {}

  /** {@return this process} */
  public static int own() {
    return Unistd.getpid();
  }

  /** {@return its parent now} */
  public static int parent() {
    return Unistd.getppid();
  }

  /** {@return its process group} */
  public static int group() {
    return Unistd.getpgid(0);
  }

  /** {@return its session} */
  public static int session() {
    return Unistd.getsid(0);
  }

  /** {@return the user who started it} */
  public static int user() {
    return Unistd.getuid();
  }

  /** {@return the user whose rights it has} */
  public static int effectiveUser() {
    return Unistd.geteuid();
  }

  /** {@return the group of the user who started it} */
  public static int userGroup() {
    return Unistd.getgid();
  }

  /** {@return the group whose rights it has} */
  public static int effectiveUserGroup() {
    return Unistd.getegid();
  }

  /** {@return the other groups whose rights it has} */
  public static List<Integer> userGroups() throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      int most = 65_536; // NGROUPS_MAX
      MemorySegment list = arena.allocate(ValueLayout.JAVA_INT, most);
      int count =
          (int) SystemErrors.check(Unistd.getgroups(most, list), "getgroups", "this process");
      int[] groups = list.asSlice(0, (long) count * Integer.BYTES).toArray(ValueLayout.JAVA_INT);
      return Arrays.stream(groups).boxed().toList();
    }
  }

  /**
   * Asks for a signal at the parent's death. The wish belongs to the thread that utters it, so it is
   * the one that lasts.
   *
   * @param signal its number; 0 for none
   * @throws IpcException if there is no such signal
   */
  public static void signalAtParentDeath(int signal) throws IpcException {
    CompletableFuture<Integer> returned = new CompletableFuture<>();
    if (signal != 0) {
      LastingThread.keep();
    }
    LastingThread.execute(() -> returned.complete(Prctl.prctl(Prctl.PR_SET_PDEATHSIG, signal)));
    try {
      SystemErrors.check(returned.join(), "prctl(PR_SET_PDEATHSIG)", "this process");
    } catch (CompletionException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes orphans among the descendants of this process its children, or no longer.
   *
   * @param adopt whether it takes them from now on
   * @throws IpcException if the kernel refuses
   */
  public static void adoptOrphans(boolean adopt) throws IpcException {
    int returned = Prctl.prctl(Prctl.PR_SET_CHILD_SUBREAPER, adopt ? 1 : 0);
    SystemErrors.check(returned, "prctl(PR_SET_CHILD_SUBREAPER)", "this process");
  }
}
