package org.javaipc.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.cli.process.Supervisor;
import org.javaipc.cli.process.TimeOverException;
import org.javaipc.process.FileLock;
import org.javaipc.process.LockFile;
import org.javaipc.process.LockHeldException;
import org.javaipc.process.LockHolder;
import org.javaipc.process.Spawn;
import org.javaipc.spi.NativeText;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Runs a program while a file is locked. The program gets the descriptor, so that the file stays locked
 * until both have ended, whatever they die of.
 */
final class LockCommand implements Command {
  private static final String SHARED = "--shared";
  private static final String NOT_WAITING = "--nonblock";
  private static final String TIMEOUT = "--timeout";
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
  private static final int DESCRIPTOR = 3;

  @Override
  public void declare(CommandSpec spec) {
    spec.usageMessage().customSynopsis("ipc lock [OPTION...] FILE -- COMMAND [ARGUMENT...]", "");
    spec.addPositional(
            Options.rest(
                "WORD",
                "The file, which is made if it is missing; and after -- the program and its"
                    + " arguments. Its locks are those of fcntl(2), not those of flock(1)."))
        .addOption(
            Options.flag(
                SHARED,
                "Take a shared lock, which others that also share it can hold at the same time."))
        .addOption(Options.flag(NOT_WAITING, "Do not wait for other holders; exit with code 5."))
        .addOption(
            Options.value(
                TIMEOUT,
                "D",
                "Wait no longer than this for other holders; then exit with code 4."));
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    Arguments arguments = invocation.arguments();
    arguments.exclusive(NOT_WAITING, TIMEOUT);
    List<String> words = arguments.rest();
    if (words.size() < 2) {
      throw new UsageException("a file and a command are needed; see 'ipc lock --help'");
    }
    Optional<Duration> timeout = arguments.duration(TIMEOUT);
    try (LockFile file = LockFile.open(path(words.getFirst()))) {
      take(file.whole(), arguments, timeout, invocation.streams().err());
      Spawn program = Spawn.of(words.subList(1, words.size())).keepIgnored();
      new Supervisor(program.descriptor(DESCRIPTOR, file.descriptor()), false)
          .run(Optional.empty());
    }
  }

  private static Path path(String file) {
    try {
      return NativeText.absolute(NativeText.path(file));
    } catch (InvalidPathException e) {
      throw new UsageException(file + " is not a valid path: " + e.getReason());
    }
  }

  private static void take(
      FileLock lock, Arguments arguments, Optional<Duration> timeout, PrintStream talk)
      throws IOException, InterruptedException {
    boolean shared = arguments.has(SHARED);
    if (shared ? lock.tryShared() : lock.tryExclusive()) {
      return;
    }
    if (arguments.has(NOT_WAITING)) {
      throw new LockHeldException(lock + ": locked by " + who(lock));
    }
    talk.println("waiting for " + lock + ", locked by " + who(lock));
    Duration longest = timeout.orElse(FOREVER);
    if (!(shared ? lock.shared(longest) : lock.exclusive(longest))) {
      throw new TimeOverException(lock + ": locked by " + who(lock), longest);
    }
  }

  private static String who(FileLock lock) throws IpcException {
    List<LockHolder> holders = lock.holders();
    return holders.isEmpty() ? "a process that has just ended" : holders.getFirst().toString();
  }
}
