package org.javaipc.linux.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.javaipc.IpcException;
import org.javaipc.linux.Descriptor;
import org.javaipc.linux.SystemErrors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.Fcntl;
import org.javaipc.linux.raw.Spawn;

/**
 * Starts programs, all from one thread that lasts as long as this process: the signal that a child
 * may ask for at its parent's death comes when the <em>thread</em> ends that started it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn(3)</a>
 */
public final class Spawner {
  private static final Executor THREAD =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("javaipc-spawner").daemon().factory());

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
    CompletableFuture<ChildProcess> started = new CompletableFuture<>();
    THREAD.execute(() -> {
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

  /** Runs something on the thread that lasts; for what the kernel ties to a thread. */
  static void execute(Runnable task) {
    THREAD.execute(task);
  }

  private static ChildProcess startHere(SpawnRequest request) throws IpcException {
    Reaper reaper = Reaper.shared();
    // Room for the child's descriptor, before there is a child that cannot be watched without.
    String name = "room for a descriptor";
    Descriptor room =
        new Descriptor(Descriptor.open(Fcntl.AT_FDCWD, "/dev/null", Fcntl.O_PATH, 0), name);
    long pid;
    try (room) {
      SystemErrors.check(room.fd(), "open", name);
      pid = spawn(request);
    }
    ChildProcess child = new ChildProcess(pid, PidFd.open(pid));
    reaper.add(child);
    return child;
  }

  private static int spawn(SpawnRequest request) throws IpcException {
    try (Arena arena = Arena.ofConfined();
        FileActions actions = FileActions.of(arena, request);
        SpawnAttributes attributes = SpawnAttributes.of(arena, request)) {
      MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
      int returned =
          Spawn.posix_spawn(
              pid,
              arena.allocateFrom(request.program().toString()),
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
