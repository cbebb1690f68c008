package org.javaipc.cli;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
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
  private static final ImmutableMap<Class<? extends Exception>, Integer> EXIT_CODES =
      ImmutableMap.<Class<? extends Exception>, Integer>builder()
          .put(UsageException.class, ExitCode.USAGE)
          .put(InvalidAddressException.class, ExitCode.USAGE)
          .put(UnknownChannelException.class, ExitCode.USAGE)
          .put(PeerClosedException.class, ExitCode.PEER_GONE)
          .put(ConnectTimeoutException.class, ExitCode.TIMED_OUT)
          .put(NothingCameException.class, ExitCode.TIMED_OUT)
          .put(TimeOverException.class, ExitCode.TIMED_OUT)
          .put(LockHeldException.class, ExitCode.REFUSED)
          .put(ProgramNotExecutableException.class, ExitCode.REFUSED)
          .put(AccessRefusedException.class, ExitCode.REFUSED)
          .put(ChannelBusyException.class, ExitCode.REFUSED)
          .put(ResourceLimitException.class, ExitCode.REFUSED)
          .put(SignalUnavailableException.class, ExitCode.REFUSED)
          .put(AccessDeniedException.class, ExitCode.REFUSED)
          .put(OutputClosedException.class, ExitCode.OUTPUT_CLOSED)
          .build();

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
    return EXIT_CODES.entrySet().stream()
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
      return missing.getFile() + ": there is no such file or directory";
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
