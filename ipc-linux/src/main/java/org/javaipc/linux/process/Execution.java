package org.javaipc.linux.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javaipc.IpcException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.InheritedDescriptors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.signal.Disposition;
import org.javaipc.linux.signal.ThreadSignals;
import org.javaipc.spi.NativeText;

/**
 * Puts another program in the place of this JVM. Everything that can be prepared is, so that between
 * the first descriptor that changes and the end of this program a few system calls lie and no class
 * is loaded: the descriptors may be those of its own class files. If the kernel refuses at last, all
 * is put back.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/execve.2.html">execve(2)</a>
 */
public final class Execution {
  private static final int LAST_DESCRIPTOR = -1; // as the kernel's unsigned number
  private static final int STANDARD = 3;

  private final SpawnRequest request;
  private final Map<Integer, Descriptor> sources = new HashMap<>();
  private final Map<Integer, Descriptor> saved = new HashMap<>();
  private final List<Integer> ignored = new ArrayList<>();
  private int[] oneByOne = {};
  private long blockedBefore;

  private Execution(SpawnRequest request) {
    this.request = request;
  }

  /**
   * Replaces this program; returns only by an exception.
   *
   * @param request what to execute; group and session are for children
   * @throws org.javaipc.ProgramNotFoundException if the program or its interpreter is missing
   * @throws org.javaipc.ProgramNotExecutableException if it may not or cannot be executed
   * @throws IpcException if the kernel refuses
   */
  public static void replace(SpawnRequest request) throws IpcException {
    Execution execution = new Execution(request);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment program = CString.of(arena, request.program());
      MemorySegment argv = CStrings.array(arena, request.arguments());
      MemorySegment envp = CStrings.array(arena, request.environment());
      MemorySegment here = CString.of(arena, NativeText.absolute(Path.of("")));
      MemorySegment there = request.directory().map(path -> CString.of(arena, path)).orElse(here);
      execution.copyDescriptors();
      execution.rehearse(arena, argv, envp, here);
      execution.resetSignals();
      int returned = execution.change(there);
      if (!Errno.failed(returned)) {
        returned = Unistd.execve(program, argv, envp);
      }
      execution.putBack(here);
      throw ProgramErrors.of(returned, "execve", request.program());
    } finally {
      execution.sources.values().forEach(Descriptor::close);
      execution.saved.values().forEach(Descriptor::close);
    }
  }

  /** Sources out of the way of all numbers, and what is under these numbers now. */
  private void copyDescriptors() throws IpcException {
    int end = Math.max(request.end(), STANDARD);
    for (Map.Entry<Integer, Integer> entry : request.descriptors().entrySet()) {
      sources.put(entry.getKey(), Descriptors.copy(entry.getValue(), end));
      if (Descriptors.isOpen(entry.getKey())) {
        saved.put(entry.getKey(), Descriptors.copy(entry.getKey(), end));
      }
    }
    for (int number = 0; number < STANDARD; number++) {
      if (!saved.containsKey(number) && Descriptors.isOpen(number)) {
        saved.put(number, Descriptors.copy(number, end));
      }
    }
  }

  /** Runs every call once to no effect, so that all is loaded and linked. */
  private void rehearse(Arena arena, MemorySegment argv, MemorySegment envp, MemorySegment here) {
    for (Descriptor source : sources.values()) {
      Unistd.dup2(source.fd(), source.fd());
    }
    Unistd.chdir(here);
    Unistd.execve(CString.of(arena, ""), argv, envp);
    int range = Unistd.close_range(LAST_DESCRIPTOR, LAST_DESCRIPTOR, Unistd.CLOSE_RANGE_CLOEXEC);
    if (Errno.failed(range)) {
      oneByOne = InheritedDescriptors.open();
      Fcntl.fcntl(LAST_DESCRIPTOR, Fcntl.F_SETFD, Fcntl.FD_CLOEXEC);
    }
    ThreadSignals.replace(ThreadSignals.blocked());
  }

  private void resetSignals() throws IpcException {
    for (int signal = 1; signal <= Long.SIZE; signal++) {
      boolean libc = signal == 32 || signal == 33;
      boolean chosen = (request.defaulted() >>> (signal - 1) & 1) != 0;
      if (chosen && !libc && Disposition.of(signal) == Disposition.IGNORED) {
        Disposition.restoreDefault(signal);
        ignored.add(signal);
      }
    }
    blockedBefore = ThreadSignals.replace(request.blocked());
  }

  /** {@return whether all is as the program wants it; if not, {@code -errno}} */
  private int change(MemorySegment directory) {
    int returned = closeAtExec();
    for (Map.Entry<Integer, Descriptor> entry : sources.entrySet()) {
      if (!Errno.failed(returned)) {
        returned = Unistd.dup2(entry.getValue().fd(), entry.getKey());
      }
    }
    return Errno.failed(returned) ? returned : Unistd.chdir(directory);
  }

  /** An old kernel or a sandbox may refuse the one call for all. */
  private int closeAtExec() {
    if (oneByOne.length == 0) {
      return Unistd.close_range(0, LAST_DESCRIPTOR, Unistd.CLOSE_RANGE_CLOEXEC);
    }
    for (int number : oneByOne) {
      Fcntl.fcntl(number, Fcntl.F_SETFD, Fcntl.FD_CLOEXEC);
    }
    return 0;
  }

  private void putBack(MemorySegment directory) throws IpcException {
    SystemErrors.check(Unistd.chdir(directory), "chdir", "the directory of this process");
    for (int number : sources.keySet()) {
      if (!saved.containsKey(number)) {
        Unistd.close(number);
      }
    }
    saved.forEach((number, descriptor) -> Unistd.dup2(descriptor.fd(), number));
    for (int number : request.descriptors().keySet()) {
      if (number >= STANDARD) {
        Fcntl.fcntl(number, Fcntl.F_SETFD, Fcntl.FD_CLOEXEC);
      }
    }
    ThreadSignals.replace(blockedBefore);
    for (int signal : ignored) {
      Disposition.ignore(signal);
    }
  }
}
