package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.Connection;
import org.javaipc.EndRole;
import org.javaipc.Ipc;
import org.javaipc.IpcMetrics;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code reconnect=true} does while the peer is gone. No wait here is as long as the {@code connect} of the addresses. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReconnectTest {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofMinutes(1);

  private static Address address(String scheme) {
    return Address.of(
            scheme, "again-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet())
        .with("connect", "1h");
  }

  /** A call on a thread of its own. */
  private record Call<T>(Thread thread, FutureTask<T> task) {
    private static <T> Call<T> begin(Callable<T> call) {
      FutureTask<T> task = new FutureTask<>(call);
      return new Call<>(Thread.ofPlatform().daemon().start(task), task);
    }

    private Call<T> untilItReconnects() {
      await()
          .until(() ->
              Arrays.stream(thread.getStackTrace())
                  .anyMatch(frame -> frame.getMethodName().equals("reopen")));
      return this;
    }

    private T get() throws Exception {
      try {
        return task.get(1, TimeUnit.MINUTES);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
  }

  /** {@return a sender whose receiver has gone, and which knows that} */
  private static Sender left(Address address) throws Exception {
    Receiver receiver = Ipc.receiver(address);
    Sender sender = Ipc.sender(address.with("reconnect", "true"));
    receiver.close();
    assertThatThrownBy(
            () -> {
              while (true) {
                sender.send("lost");
              }
            })
        .isInstanceOf(PeerClosedException.class);
    return sender;
  }

  private static Connection leftConnection(Address address) throws Exception {
    Connection connection;
    try (Server server = Ipc.listen(address)) {
      connection = Ipc.connect(address.with("reconnect", "true"));
      server.accept().close();
      assertThat(connection.receive()).as("the end of the stream").isNull();
    }
    return connection;
  }

  private static boolean sendersWait(Address address) {
    return IpcMetrics.ends().stream()
        .filter(end -> end.role() == EndRole.SENDER)
        .filter(end -> end.address().name().startsWith(address.name()))
        .anyMatch(end -> end.waits() > 0);
  }

  /** {@return whether the thread is interrupted when the exception arrives} */
  private static Callable<Boolean> interruptedAfterClose(Callable<?> call) {
    return () -> {
      assertThatThrownBy(call::call).isInstanceOf(ChannelClosedException.class);
      return Thread.currentThread().isInterrupted();
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "fifo", "unix"})
  void aTimedSendWaitsForAReceiverAndForRoomTogetherAsLongAsItSays(String scheme) throws Exception {
    Address address = address(scheme);
    try (Sender sender = left(address)) {
      assertThat(sender.send("away", SHORT)).isFalse();
      assertThat(sender.send("away", Duration.ofNanos(1))).isFalse();
      assertThat(sender.send("away", Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
      assertThat(sender.offer("away")).isFalse();
      Call<Boolean> sending = Call.begin(() -> sender.send("here", LONG)).untilItReconnects();
      try (Receiver receiver = Ipc.receiver(address)) {
        assertThat(sending.get()).isTrue();
        assertThat(receiver.receiveString()).isEqualTo("here");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "fifo", "unix"})
  void aSenderThatWasClosedWhileItsReceiverWasGoneIsClosed(String scheme) throws Exception {
    Sender sender = left(address(scheme));
    sender.close();
    sender.close();
    assertThatThrownBy(() -> sender.send("x")).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> sender.send("x", LONG)).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> sender.offer("x")).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> sender.claim(1)).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> sender.tryClaim(1)).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(sender::sync).isInstanceOf(ChannelClosedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "fifo", "unix"})
  void closingASenderWakesTheThreadThatReconnects(String scheme) throws Exception {
    Sender sender = left(address(scheme));
    Call<Boolean> sending =
        Call.begin(
                interruptedAfterClose(() -> {
                  sender.send("x");
                  return null;
                }))
            .untilItReconnects();
    sender.close();
    assertThat(sending.get()).as("interrupted").isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "fifo", "unix"})
  void aSecondThreadIsRefusedWhileTheFirstReconnects(String scheme) throws Exception {
    Address address = address(scheme);
    try (Sender sender = left(address)) {
      Call<Boolean> sending = Call.begin(() -> sender.send("first", LONG)).untilItReconnects();
      assertThatThrownBy(() -> sender.send("second"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("only one thread may use an end at a time");
      assertThatThrownBy(() -> sender.offer("second")).isInstanceOf(IllegalStateException.class);
      try (Receiver receiver = Ipc.receiver(address)) {
        assertThat(sending.get()).isTrue();
        sender.send("third");
        assertThat(receiver.receiveString()).isEqualTo("first");
        assertThat(receiver.receiveString()).isEqualTo("third");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "fifo", "unix"})
  void anInterruptEndsAReconnectionAndTheNextCallTriesAgain(String scheme) throws Exception {
    try (Sender sender = left(address(scheme))) {
      Call<Boolean> sending = Call.begin(() -> sender.send("x", LONG)).untilItReconnects();
      sending.thread().interrupt();
      assertThatThrownBy(sending::get).isInstanceOf(InterruptedException.class);
      assertThat(sender.send("x", SHORT)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "fifo", "unix"})
  void aConnectionThatWasClosedWhileItsServerWasGoneIsClosed(String scheme) throws Exception {
    Connection connection = leftConnection(address(scheme));
    connection.close();
    assertThatThrownBy(() -> connection.call("x")).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> connection.send("x")).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(connection::receive).isInstanceOf(ChannelClosedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "fifo", "unix"})
  void closingAConnectionWakesTheThreadsThatReconnect(String scheme) throws Exception {
    Connection connection = leftConnection(address(scheme));
    Call<Boolean> receiving =
        Call.begin(interruptedAfterClose(connection::receive)).untilItReconnects();
    Call<Boolean> calling = Call.begin(interruptedAfterClose(() -> connection.call("x")));
    await().until(() -> calling.thread().getState() == Thread.State.WAITING);
    connection.close();
    assertThat(receiving.get()).as("interrupted").isFalse();
    assertThat(calling.get()).as("interrupted").isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "fifo", "unix"})
  void theTwoThreadsOfAConnectionReconnectOnce(String scheme) throws Exception {
    Address address = address(scheme);
    try (Connection connection = leftConnection(address)) {
      Call<String> receiving = Call.begin(connection::receiveString).untilItReconnects();
      Call<Boolean> sending =
          Call.begin(() -> {
            connection.send("x");
            return true;
          });
      await().until(() -> sending.thread().getState() == Thread.State.WAITING);
      try (Server server = Ipc.listen(address);
          Connection accepted = server.accept()) {
        assertThat(sending.get()).isTrue();
        accepted.send(accepted.receiveString() + "!");
        assertThat(receiving.get()).isEqualTo("x!");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "fifo", "unix"})
  void aThreadThatWaitsWhenAnotherOneFindsTheServerGoneIsToldSo(String scheme) throws Exception {
    Address address = address(scheme);
    try (Server server = Ipc.listen(address);
        Connection connection = Ipc.connect(address.with("reconnect", "true"))) {
      Connection accepted = server.accept();
      Call<byte[]> sending =
          Call.begin(() -> {
            while (true) {
              connection.send("until it is full");
            }
          });
      await().until(() -> sendersWait(address));
      accepted.sender().close();
      assertThat(connection.receive()).as("the end of the stream").isNull();
      assertThatThrownBy(sending::get).isInstanceOf(PeerClosedException.class);
      accepted.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "fifo", "unix"})
  void aCallThatFindsNoServerWithinConnectSaysSo(String scheme) throws Exception {
    try (Connection connection = leftConnection(address(scheme).with("connect", "3s"))) {
      assertThatThrownBy(() -> connection.call("x")).isInstanceOf(ConnectTimeoutException.class);
    }
  }
}
