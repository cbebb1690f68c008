package org.javaipc.linux.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.javaipc.IpcException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.process.PosixSpawn;
import org.javaipc.linux.wait.EventLoop;

/**
 * Starts programs, all from one thread that lasts as long as they do: the signal that a child may ask
 * for at its parent's death comes when the <em>thread</em> ends that started it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn(3)</a>
 */
public final class Spawner {
  private Spawner() {}

  /**
   * Starts a program. Any thread may call this; it takes a millisecond or so and is not interrupted.
   *
   * @param request what to start
   * @return the child, whose program runs
   * @throws org.javaipc.ProgramNotFoundException if the program or its interpreter is missing
   * @throws org.javaipc.ProgramNotExecutableException if it may not or cannot be executed
   * @throws IpcException if the kernel refuses
   */
  public static ChildProcess start(SpawnRequest request) throws IpcException {
    NativeAccess.require();
    CompletableFuture<ChildProcess> started = new CompletableFuture<>();
    LastingThread.execute(() -> {
      try {
        started.complete(startHere(request));
      } catch (IpcException | RuntimeException | Error e) {
        started.completeExceptionally(e);
      }
    });
    try {
      return started.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IpcException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private static ChildProcess startHere(SpawnRequest request) throws IpcException {
    try (var _ = EventLoop.hold()) {
      return startWatched(request);
    }
  }

  private static ChildProcess startWatched(SpawnRequest request) throws IpcException {
    if (PidFd.isRefused()) {
      try (var _ = PolledChildren.hold()) {
        return ChildProcess.watch(spawn(request));
      }
    }
    // Room for the child's descriptor, before there is a child that is harder to watch without.
    String name = "room for a descriptor";
    int fd = Descriptor.open(Fcntl.AT_FDCWD, "/dev/null", Fcntl.O_PATH, 0);
    long pid;
    try (var _ = new Descriptor((int) SystemErrors.check(fd, "open", name), name)) {
      pid = spawn(request);
    }
    return ChildProcess.watch(pid);
  }

  private static int spawn(SpawnRequest request) throws IpcException {
    try (Arena arena = Arena.ofConfined();
        FileActions actions = FileActions.of(arena, request);
        SpawnAttributes attributes = SpawnAttributes.of(arena, request)) {
      MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
      int returned =
          PosixSpawn.posix_spawn(
              pid,
              CString.of(arena, request.program()),
              actions.memory(),
              attributes.memory(),
              CStrings.array(arena, request.arguments()),
              CStrings.array(arena, request.environment()));
      if (Errno.failed(returned)) {
        throw ProgramErrors.of(returned, "posix_spawn", request.program());
      }
      return pid.get(ValueLayout.JAVA_INT, 0);
    }
  }
}
