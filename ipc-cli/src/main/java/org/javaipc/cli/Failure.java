package org.javaipc.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import org.javaipc.AccessRefusedException;
import org.javaipc.ChannelBusyException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.InvalidAddressException;
import org.javaipc.PeerClosedException;
import org.javaipc.ProgramNotExecutableException;
import org.javaipc.ResourceLimitException;
import org.javaipc.UnknownChannelException;
import org.javaipc.cli.io.OutputClosedException;
import org.javaipc.cli.peer.PeerFailedException;
import org.javaipc.cli.process.ProgramEndedException;
import org.javaipc.cli.process.TimeOverException;
import org.javaipc.cli.transfer.NothingCameException;
import org.javaipc.process.LockHeldException;
import org.javaipc.signal.SignalUnavailableException;

/**
 * What an exception means to the shell.
 *
 * @param exitCode of the process, one of {@link ExitCode}
 * @param message one line for people; empty if there is nothing to say
 */
record Failure(int exitCode, String message) {
  private static final List<Map.Entry<Class<? extends Exception>, Integer>> EXIT_CODES =
      List.of(
          Map.entry(UsageException.class, ExitCode.USAGE),
          Map.entry(InvalidAddressException.class, ExitCode.USAGE),
          Map.entry(UnknownChannelException.class, ExitCode.USAGE),
          Map.entry(PeerClosedException.class, ExitCode.PEER_GONE),
          Map.entry(ConnectTimeoutException.class, ExitCode.TIMED_OUT),
          Map.entry(NothingCameException.class, ExitCode.TIMED_OUT),
          Map.entry(TimeOverException.class, ExitCode.TIMED_OUT),
          Map.entry(LockHeldException.class, ExitCode.REFUSED),
          Map.entry(ProgramNotExecutableException.class, ExitCode.REFUSED),
          Map.entry(AccessRefusedException.class, ExitCode.REFUSED),
          Map.entry(ChannelBusyException.class, ExitCode.REFUSED),
          Map.entry(ResourceLimitException.class, ExitCode.REFUSED),
          Map.entry(SignalUnavailableException.class, ExitCode.REFUSED),
          Map.entry(AccessDeniedException.class, ExitCode.REFUSED),
          Map.entry(OutputClosedException.class, ExitCode.OUTPUT_CLOSED));

  /** {@return the meaning of an exception} */
  static Failure of(Throwable thrown) {
    Throwable cause = thrown.getCause();
    if (thrown instanceof UncheckedIOException && cause instanceof IOException) {
      return of(cause);
    }
    return new Failure(exitCode(thrown), OneLine.of(describe(thrown)));
  }

  private static int exitCode(Throwable thrown) {
    if (thrown instanceof PeerFailedException peer) {
      return peer.exitCode();
    }
    if (thrown instanceof ProgramEndedException ended) {
      return ended.exitCode();
    }
    return EXIT_CODES.stream()
        .filter(entry -> entry.getKey().isInstance(thrown))
        .findFirst()
        .map(entry -> entry.getValue())
        .orElse(ExitCode.FAILED);
  }

  private static String describe(Throwable thrown) {
    if (thrown instanceof OutputClosedException || thrown instanceof ProgramEndedException) {
      return "";
    }
    if (thrown instanceof NoSuchFileException missing) {
      return missing.getFile() + ": no such file or directory";
    }
    if (thrown instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    String message = thrown.getMessage();
    return message != null && isForPeople(thrown)
        ? message
        : "internal error: " + thrown + "; --debug shows where";
  }

  private static boolean isForPeople(Throwable thrown) {
    return thrown instanceof IOException
        || thrown instanceof UsageException
        || thrown instanceof InvalidAddressException;
  }
}
