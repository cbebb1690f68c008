package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.Codec;
import org.javaipc.Connection;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.Ipc;
import org.javaipc.IpcMetrics;
import org.javaipc.MalformedMessageException;
import org.javaipc.MessageTooLongException;
import org.javaipc.Received;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.TypeMismatchException;
import org.javaipc.TypedConnection;
import org.javaipc.TypedPublisher;
import org.javaipc.TypedReceiver;
import org.javaipc.TypedSender;
import org.javaipc.TypedSubscription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way to call a typed end with what it must not get: null, negative, too long, closed, a second thread, another codec's message. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TypedBadArgumentsTest {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration NEGATIVE = Duration.ofSeconds(-1);

  /** Does not know beforehand how long a text is. */
  private static final Codec<String> UNMEASURED =
      new Codec<>() {
        @Override
        public String type() {
          return "utf-8";
        }

        @Override
        public long encode(String value, MemorySegment segment, long offset, long room) {
          return Codec.text().encode(value, segment, offset, room);
        }

        @Override
        public String decode(MemorySegment segment, long offset, long length) throws IOException {
          return Codec.text().decode(segment, offset, length);
        }
      };

  private static Address address(String scheme) {
    return Address.of(
        scheme, "typed-bad-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet());
  }

  private static Map<String, ThrowingCallable> sends(TypedSender<String> sender, String value) {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("offer value", () -> sender.offer(value));
    calls.put("send value", () -> sender.send(value));
    calls.put("send(timeout) value", () -> sender.send(value, SHORT));
    return calls;
  }

  private static Map<String, ThrowingCallable> receives(
      TypedReceiver<String> receiver, Consumer<String> action) {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("poll(action) action", () -> receiver.poll(action, 1));
    calls.put("receive(action) action", () -> receiver.receive(action, 1));
    calls.put("receive(action, timeout) action", () -> receiver.receive(action, 1, SHORT));
    calls.put("forEach action", () -> receiver.forEach(action));
    return calls;
  }

  private static Map<String, ThrowingCallable> allReceives(TypedReceiver<String> receiver) {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>(receives(receiver, text -> {}));
    calls.put("poll", receiver::poll);
    calls.put("receive", receiver::receive);
    calls.put("receive(timeout)", () -> receiver.receive(SHORT));
    return calls;
  }

  private static void requireNamed(Map<String, ThrowingCallable> calls) {
    SoftAssertions softly = new SoftAssertions();
    calls.forEach((name, call) ->
        softly
            .assertThatThrownBy(call)
            .as(name)
            .isExactlyInstanceOf(NullPointerException.class)
            .hasMessage(name.substring(name.lastIndexOf(' ') + 1)));
    softly.assertAll();
  }

  private static void requireAll(
      Map<String, ThrowingCallable> calls, Class<? extends Exception> type, String words) {
    SoftAssertions softly = new SoftAssertions();
    calls.forEach((name, call) ->
        softly.assertThatThrownBy(call).as(name).isInstanceOf(type).hasMessageContaining(words));
    softly.assertAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "mq", "fifo", "unix"})
  void aNullIsNamedAndTheChannelGoesOn(String scheme) throws Exception {
    Address address = address(scheme);
    try (TypedReceiver<String> receiver = Ipc.receiver(address, Codec.text())) {
      try (TypedSender<String> sender = Ipc.sender(address, Codec.text());
          TypedSender<String> unmeasured = Ipc.sender(address, UNMEASURED)) {
        requireNamed(sends(sender, null));
        requireNamed(sends(unmeasured, null));
        sender.send("stays");
        Map<String, ThrowingCallable> calls = receives(receiver, null);
        calls.put("send timeout", () -> sender.send("x", null));
        calls.put("receive timeout", () -> receiver.receive((Duration) null));
        calls.put("receive(action) timeout", () -> receiver.receive(text -> {}, 1, null));
        calls.put("awaitReady timeout", () -> receiver.awaitReady(null));
        calls.put("forEach(malformed) action", () -> receiver.forEach(null, e -> {}));
        calls.put("forEach malformed", () -> receiver.forEach(text -> {}, null));
        requireNamed(calls);
        assertThat(receiver.receive()).as("nothing was taken").isEqualTo("stays");
      }
      assertThat(receiver.receive()).as("the end of the stream").isNull();
      requireNamed(Map.of("forEach(malformed) action", () -> receiver.forEach(null, e -> {})));
    }
  }

  @Test
  void aNullToWhatMakesATypedEndIsNamed() throws Exception {
    Address address = address("memory");
    Codec<String> text = Codec.text();
    try (Server server = Ipc.listen(address);
        Connection connection = Ipc.connect(address)) {
      Sender sender = connection.sender();
      Receiver receiver = connection.receiver();
      TypedConnection<String, String> typed = TypedConnection.of(connection, text, text);
      Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
      calls.put("TypedSender.of sender", () -> TypedSender.of(null, text));
      calls.put("TypedSender.of codec", () -> TypedSender.of(sender, null));
      calls.put("TypedReceiver.of receiver", () -> TypedReceiver.of(null, text));
      calls.put("TypedReceiver.of codec", () -> TypedReceiver.of(receiver, null));
      calls.put("TypedPublisher.of publisher", () -> TypedPublisher.of(null, text));
      calls.put("TypedSubscription.of subscription", () -> TypedSubscription.of(null, text));
      calls.put("TypedConnection.of connection", () -> TypedConnection.of(null, text, text));
      calls.put("TypedConnection.of sent", () -> TypedConnection.of(connection, null, text));
      calls.put("TypedConnection.of received", () -> TypedConnection.of(connection, text, null));
      calls.put("send value", () -> typed.send(null));
      calls.put("call request", () -> typed.call(null));
      calls.put("serve answering", () -> typed.serve(null));
      calls.put("publisher(text) codec", () -> Ipc.publisher("memory:x", (Codec<String>) null));
      calls.put("subscribe(text) codec", () -> Ipc.subscribe("memory:x", (Codec<String>) null));
      requireNamed(calls);
      assertThat(server.accept()).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "mq", "fifo", "unix"})
  void aNegativeNumberIsRefusedAndANegativeTimeDoesNotWait(String scheme) throws Exception {
    Address address = address(scheme);
    try (TypedReceiver<String> receiver = Ipc.receiver(address, Codec.text());
        TypedSender<String> sender = Ipc.sender(address, Codec.text())) {
      Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
      calls.put("poll", () -> receiver.poll(text -> {}, 0));
      calls.put("receive", () -> receiver.receive(text -> {}, -1));
      calls.put("receive(timeout)", () -> receiver.receive(text -> {}, Integer.MIN_VALUE, SHORT));
      requireAll(calls, IllegalArgumentException.class, "limit=");
      assertThat(receiver.receive(NEGATIVE)).isEqualTo(new Received.TimedOut<>());
      assertThat(receiver.receive(text -> {}, 1, NEGATIVE)).isZero();
      assertThat(receiver.awaitReady(NEGATIVE)).isFalse();
      assertThat(sender.send("x", NEGATIVE)).isTrue();
      assertThat(receiver.receive()).isEqualTo("x");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "mq", "fifo", "unix"})
  void aValueThatIsTooLongIsNotSent(String scheme) throws Exception {
    Address address = address(scheme).with("maxMessage", "100");
    for (Codec<String> codec : List.of(Codec.text(), UNMEASURED)) {
      try (TypedReceiver<String> receiver = Ipc.receiver(address, codec);
          TypedSender<String> sender = Ipc.sender(address, codec)) {
        requireAll(
            sends(sender, "a".repeat(101)),
            MessageTooLongException.class,
            "length=101 maxMessage=100");
        sender.send("a".repeat(100));
        assertThat(receiver.receive()).hasSize(100);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "mq", "fifo", "unix"})
  void eachCallOfAClosedEndSaysThatItIsClosed(String scheme) throws Exception {
    Address address = address(scheme);
    TypedReceiver<String> receiver = Ipc.receiver(address, Codec.text());
    TypedSender<String> sender = Ipc.sender(address, Codec.text());
    TypedSender<String> unmeasured = Ipc.sender(address, UNMEASURED);
    sender.close();
    unmeasured.close();
    receiver.close();
    String closed = sender.sender().address() + ": this end is closed";
    requireAll(sends(sender, "x"), ChannelClosedException.class, closed);
    requireAll(sends(unmeasured, "x"), ChannelClosedException.class, closed);
    requireAll(allReceives(receiver), ChannelClosedException.class, closed);
    sender.close();
    receiver.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "mq", "fifo", "unix"})
  void aSecondThreadIsRefusedAndTakesNothingFromTheFirst(String scheme) throws Exception {
    Address address = address(scheme);
    List<String> taken = new ArrayList<>();
    try (TypedReceiver<String> receiver = Ipc.receiver(address, Codec.text());
        TypedSender<String> sender = Ipc.sender(address, Codec.text())) {
      FutureTask<Integer> receiving = new FutureTask<>(() -> receiver.receive(taken::add, 1));
      Thread.ofPlatform().daemon().start(receiving);
      awaitWait(receiver.receiver().address(), EndRole.RECEIVER);
      requireAll(
          allReceives(receiver), IllegalStateException.class, "only one thread may use an end");
      sender.send("for the first");
      assertThat(receiving.get()).isOne();
      assertThat(taken).containsExactly("for the first");
      sender.send("for a handler");
      receiver.receive(
          text -> {
            assertThatThrownBy(receiver::poll).isInstanceOf(IllegalStateException.class);
            taken.add(text);
          },
          1);
      assertThat(taken).containsExactly("for the first", "for a handler");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "mq", "fifo", "unix"})
  void aSecondThreadThatSendsIsRefusedAndChangesNothingOfTheFirst(String scheme) throws Exception {
    Address address = address(scheme).with("maxMessage", "1000");
    TypedReceiver<String> receiver = Ipc.receiver(address, UNMEASURED);
    TypedSender<String> sender = Ipc.sender(address, UNMEASURED);
    String first = "1".repeat(1000);
    FutureTask<Void> sending =
        new FutureTask<>(() -> {
          while (true) {
            sender.send(first);
          }
        });
    Thread.ofPlatform().daemon().start(sending);
    awaitWait(sender.sender().address(), EndRole.SENDER);
    requireAll(sends(sender, "2".repeat(1000)), IllegalStateException.class, "sender.shared()");
    List<String> received = new ArrayList<>();
    for (int i = 0; i < 2000; i++) { // also what waited when the second thread came
      receiver.receive(received::add, 1);
    }
    assertThat(received).containsOnly(first);
    sender.close();
    assertThatThrownBy(sending::get).hasCauseInstanceOf(ChannelClosedException.class);
    receiver.forEach(text -> {}); // a durable medium would keep it
    receiver.close();
  }

  /** Waits until the only end of that role waits: what it waits for comes later. */
  private static void awaitWait(Address address, EndRole role) {
    EndMetrics end =
        IpcMetrics.ends().stream()
            .filter(each -> each.role() == role && each.address().equals(address))
            .findFirst()
            .orElseThrow();
    await().until(() -> end.waits() > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "mq", "fifo", "unix"})
  void aMessageOfAnotherCodecIsMalformedAndTheReceiverGoesOn(String scheme) throws Exception {
    Address address = address(scheme);
    try (TypedReceiver<Integer> receiver = Ipc.receiver(address, Codec.int32())) {
      assertThatThrownBy(() -> Ipc.sender(address, Codec.text()))
          .isInstanceOf(TypeMismatchException.class)
          .hasMessageContainingAll("int32-le", "utf-8");
      try (TypedSender<String> wrong = TypedSender.of(Ipc.sender(address), Codec.text());
          TypedSender<Integer> right = Ipc.sender(address, Codec.int32())) {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("poll", receiver::poll);
        calls.put("poll(action)", () -> receiver.poll(value -> {}, 9));
        calls.put("receive", receiver::receive);
        calls.put("receive(timeout)", () -> receiver.receive(SHORT));
        calls.put("receive(action)", () -> receiver.receive(value -> {}, 9));
        calls.put("receive(action, timeout)", () -> receiver.receive(value -> {}, 9, SHORT));
        calls.put("forEach", () -> receiver.forEach(value -> {}));
        for (Map.Entry<String, ThrowingCallable> call : calls.entrySet()) {
          wrong.send("text!");
          assertThat(receiver.awaitReady(Duration.ofMinutes(1))).isTrue();
          assertThatThrownBy(call.getValue())
              .as(call.getKey())
              .isInstanceOf(MalformedMessageException.class)
              .hasMessageContainingAll(address.toString(), "int32-le", "5 bytes");
          right.send(7);
          assertThat(receiver.receive()).as("after " + call.getKey()).isEqualTo(7);
        }
      }
    }
  }
}
