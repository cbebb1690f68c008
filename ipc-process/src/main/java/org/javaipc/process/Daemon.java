package org.javaipc.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.javaipc.IpcException;
import org.javaipc.linux.process.Spawner;
import org.javaipc.spi.NativeText;

/**
 * Starts a program that runs on its own: in a new session without a terminal, in the directory {@code /}, with its
 * standard streams at /dev/null, unless you choose otherwise. C's {@code daemon} forks;
 * a JVM cannot, so the daemon is a program of its own, which may be Java again. While this process lives, it is the
 * daemon's parent; afterwards the first process or a subreaper is.
 *
 * <pre>
 *   Daemon.of("java", "-jar", "/opt/app.jar")
 *       .pidFile(Path.of("/run/app.pid"))
 *       .output(Redirect.append(Path.of("/var/log/app.log"))).error(Redirect.same(1))
 *       .start();
 * </pre>
 *
 * <p>The file mode creation mask is that of this process. The daemon leads its session: one that opens
 * a terminal without O_NOCTTY gets it as its controlling one.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/daemon.3.html">daemon(3)</a>
 */
public final class Daemon extends Launch<Daemon> {
  private static final int FIRST_NUMBER = 3;
  private static final int MOST_TRIES = 100;

  private Optional<Path> pidFile = Optional.empty();

  private Daemon(String program, Collection<String> arguments) {
    super(program, arguments);
    directory(Path.of("/"));
    input(Redirect.discard());
    output(Redirect.discard());
    error(Redirect.discard());
  }

  /**
   * {@return a program to start}
   *
   * @param program its name or path
   * @param arguments that follow the name
   * @throws IllegalArgumentException if the program is empty, or one holds a zero character
   */
  public static Daemon of(String program, String... arguments) {
    return new Daemon(program, List.of(arguments));
  }

  @Override
  Daemon self() {
    return this;
  }

  /**
   * Lets the daemon hold a file with its number. The file is locked, as by {@link FileLock}, through a
   * descriptor that the daemon gets under the first free number from 3 on: it stays locked as long as the daemon, or a
   * process to which it gave the descriptor, lives, however it dies. An existing file that is not locked belongs to a
   * dead daemon, and is taken over.
   *
   * @param file path; made with mode 0600
   * @return this
   */
  public Daemon pidFile(Path file) {
    pidFile = Optional.of(NativeText.absolute(file));
    return this;
  }

  /**
   * Starts it.
   *
   * @return the daemon, a child of this process as long as this process lives
   * @throws LockHeldException if the pid file is locked, because the daemon is already running
   * @throws org.javaipc.ProgramNotFoundException if there is no such program, or its interpreter is
   *     missing
   * @throws org.javaipc.ProgramNotExecutableException if it may not or cannot be executed
   * @throws IpcException as {@link Spawn#start}, or if the pid file cannot be written
   */
  public Child start() throws IpcException {
    if (pidFile.isEmpty()) {
      return launch();
    }
    try (LockFile lock = lock(pidFile.get())) {
      int number = FIRST_NUMBER;
      while (has(number)) {
        number++;
      }
      descriptor(number, lock.descriptor());
      Child daemon = launch();
      write(pidFile.get(), daemon);
      return daemon;
    }
  }

  private Child launch() throws IpcException {
    try (Prepared prepared = prepare(OptionalInt.empty(), true, List.of())) {
      return prepared.started(Spawner.start(prepared.request()));
    }
  }

  private static LockFile lock(Path path) throws IpcException {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      LockFile file = LockFile.open(path);
      try {
        if (!file.whole().tryExclusive()) {
          throw new LockHeldException(
              path + ": already running: the pid file is locked by " + who(file));
        }
        if (isStillThere(file)) {
          return file;
        }
      } catch (IpcException | RuntimeException e) {
        file.close();
        throw e;
      }
      file.close();
    }
    throw new IpcException(path + ": the pid file is being replaced repeatedly");
  }

  private static String who(LockFile file) throws IpcException {
    List<LockHolder> holders = file.whole().holders();
    return holders.isEmpty() ? "a process that has just ended" : holders.getFirst().toString();
  }

  /** The process that has just ended may have removed the file, and another may have made a new one. */
  private static boolean isStillThere(LockFile file) throws IpcException {
    try {
      return Files.isSameFile(file.path(), Path.of("/proc/self/fd/" + file.descriptor()));
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new IpcException(file.path() + ": cannot be inspected: " + e.getMessage(), e);
    }
  }

  private static void write(Path path, Child daemon) throws IpcException {
    try {
      Files.writeString(path, daemon.pid() + "\n");
    } catch (IOException e) {
      daemon.kill();
      throw new IpcException(path + ": the pid file cannot be written: " + e.getMessage(), e);
    }
  }
}
