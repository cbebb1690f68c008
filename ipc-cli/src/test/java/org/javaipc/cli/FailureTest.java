package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.stream.Stream;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.ChannelBusyException;
import org.javaipc.ChannelClosedException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.CorruptChannelException;
import org.javaipc.InvalidAddressException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.ResourceLimitException;
import org.javaipc.TransportUnavailableException;
import org.javaipc.UnknownChannelException;
import org.javaipc.cli.transfer.NothingCameException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
  static Stream<Arguments> exitCodes() {
    return Stream.of(
        arguments(2, new UsageException("m")),
        arguments(2, new InvalidAddressException("m")),
        arguments(2, new UnknownChannelException("m")),
        arguments(3, new PeerClosedException("m")),
        arguments(3, new PeerDiedException("m")),
        arguments(4, new ConnectTimeoutException("m")),
        arguments(
            4, new NothingCameException(Address.parse("shm:x"), "message", Duration.ofMillis(5))),
        arguments(5, new AccessRefusedException("m")),
        arguments(5, new ChannelBusyException("m")),
        arguments(5, new ResourceLimitException("m")),
        arguments(5, new AccessDeniedException("m")),
        arguments(1, new ChannelClosedException("m")),
        arguments(1, new CorruptChannelException("m")),
        arguments(1, new TransportUnavailableException("m")),
        arguments(1, new NoSuchFileException("m")),
        arguments(1, new IOException("m")),
        arguments(1, new IllegalStateException("m")),
        arguments(1, new StackOverflowError()),
        arguments(3, new UncheckedIOException(new PeerClosedException("m"))));
  }

  @ParameterizedTest
  @MethodSource("exitCodes")
  void eachCauseHasItsExitCode(int exitCode, Throwable thrown) {
    assertThat(Failure.of(thrown).exitCode()).isEqualTo(exitCode);
  }

  @Test
  void messagesAreOneLineWhateverTheyHold() {
    assertThat(Failure.of(new IOException("one\ntwo\tthree\033[31m")).message())
        .isEqualTo("one two three [31m");
  }

  @Test
  void anExceptionThatNobodyExpectedIsNamed() {
    assertThat(Failure.of(new IllegalStateException("what=7")).message())
        .isEqualTo("internal error: java.lang.IllegalStateException: what=7; --debug shows where");
  }

  @Test
  void fileErrorsSayWhatIsWrong() {
    assertThat(Failure.of(new NoSuchFileException("/a/b")).message())
        .isEqualTo("/a/b: no such file or directory");
    assertThat(Failure.of(new AccessDeniedException("/a/b")).message())
        .isEqualTo("/a/b: permission denied");
  }
}
