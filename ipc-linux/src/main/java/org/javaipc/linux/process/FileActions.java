package org.javaipc.linux.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.javaipc.IpcException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.process.PosixSpawn;
import org.javaipc.spi.NativeText;

/**
 * What happens to descriptors between the start of a child and its program: each is put at its
 * number, everything else is closed. Numbers may be exchanged freely: sources that would be in the
 * way are copied out of it first.
 */
final class FileActions implements AutoCloseable {
  private final MemorySegment actions;
  private final Map<Integer, Descriptor> copies = new HashMap<>();

  private FileActions(MemorySegment actions) {
    this.actions = actions;
  }

  static FileActions of(Arena arena, SpawnRequest request) throws IpcException {
    MemorySegment memory = arena.allocate(PosixSpawn.FILE_ACTIONS);
    SystemErrors.check(
        PosixSpawn.fileActionsInit(memory), "posix_spawn_file_actions_init", "spawn");
    FileActions actions = new FileActions(memory);
    try {
      actions.fill(arena, request);
      return actions;
    } catch (IpcException | RuntimeException e) {
      actions.close();
      throw e;
    }
  }

  MemorySegment memory() {
    return actions;
  }

  private void fill(Arena arena, SpawnRequest request) throws IpcException {
    int end = request.end();
    for (int number = 0; number < end; number++) {
      Integer source = request.descriptors().get(number);
      if (source == null) {
        added(PosixSpawn.addClose(actions, number));
      } else {
        int from = source == number ? checked(source) : copy(source, end);
        added(PosixSpawn.addDup2(actions, from, number)); // onto itself: stays open at exec
      }
    }
    // Without it nothing keeps what other threads open meanwhile from the child.
    since(
        "2.34", PosixSpawn.addCloseFrom(actions, end), "posix_spawn_file_actions_addclosefrom_np");
    if (request.directory().isPresent()) {
      String directory = NativeText.text(request.directory().get());
      int returned = PosixSpawn.addChdir(actions, CString.of(arena, directory));
      since("2.29", returned, "posix_spawn_file_actions_addchdir_np");
    }
  }

  private static int checked(int fd) throws IpcException {
    SystemErrors.check(Fcntl.fcntl(fd, Fcntl.F_GETFD, 0), "fcntl(F_GETFD)", name(fd));
    return fd;
  }

  private int copy(int fd, int least) throws IpcException {
    Descriptor copy = copies.get(fd);
    if (copy == null) {
      copy = Descriptors.copy(fd, least);
      copies.put(fd, copy);
    }
    return copy.fd();
  }

  private static String name(int fd) {
    return "descriptor " + fd;
  }

  /** Checks what a function returned that not every libc has. */
  static void since(String version, int returned, String call) throws IpcException {
    if (returned == -Errno.ENOSYS) {
      throw SystemErrors.of(
          returned,
          call,
          "spawn",
          "this libc does not have it; use glibc " + version + " or later, or ProcessBuilder");
    }
    added(returned);
  }

  private static void added(int returned) throws IpcException {
    if (Errno.failed(returned)) {
      throw SystemErrors.of(returned, "posix_spawn_file_actions", "spawn");
    }
  }

  @Override
  public void close() {
    PosixSpawn.fileActionsDestroy(actions);
    copies.values().forEach(Descriptor::close);
  }
}
