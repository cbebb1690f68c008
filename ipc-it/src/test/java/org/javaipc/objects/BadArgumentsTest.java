package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import org.javaipc.Listener;
import org.javaipc.MessageHandler;
import org.javaipc.PollHandler;
import org.javaipc.Poller;
import org.javaipc.ReadyHandler;
import org.javaipc.Received;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.Waitable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way to call an end with what it must not get: null, a negative number, after its close, by a second thread. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BadArgumentsTest {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration NEGATIVE = Duration.ofSeconds(-1);
  private static final MemorySegment SEGMENT = MemorySegment.ofArray(new byte[8]);
  private static final byte[] BYTES = {1};
  private static final MessageHandler HANDLER = (segment, offset, length) -> {};

  private static Address address(String scheme) {
    return Address.of(
        scheme, "bad-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet());
  }

  /** {@return calls without one argument, by a name that ends in that of the argument} */
  private static Map<String, ThrowingCallable> sendersNulls(Sender sender) {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("offer(range) segment", () -> sender.offer(null, 0, 0));
    calls.put("send(range) segment", () -> sender.send(null, 0, 0));
    calls.put("send(range, timeout) segment", () -> sender.send(null, 0, 0, SHORT));
    calls.put("send(range, timeout) timeout", () -> sender.send(SEGMENT, 0, 0, null));
    calls.put("offer(segment) message", () -> sender.offer((MemorySegment) null));
    calls.put("offer(bytes) message", () -> sender.offer((byte[]) null));
    calls.put("offer(buffer) message", () -> sender.offer((ByteBuffer) null));
    calls.put("offer(text) message", () -> sender.offer((String) null));
    calls.put("send(segment) message", () -> sender.send((MemorySegment) null));
    calls.put("send(bytes) message", () -> sender.send((byte[]) null));
    calls.put("send(buffer) message", () -> sender.send((ByteBuffer) null));
    calls.put("send(text) message", () -> sender.send((String) null));
    calls.put("send(segment, timeout) message", () -> sender.send((MemorySegment) null, SHORT));
    calls.put("send(bytes, timeout) message", () -> sender.send((byte[]) null, SHORT));
    calls.put("send(buffer, timeout) message", () -> sender.send((ByteBuffer) null, SHORT));
    calls.put("send(text, timeout) message", () -> sender.send((String) null, SHORT));
    calls.put("send(segment, timeout) timeout", () -> sender.send(SEGMENT, null));
    calls.put("send(bytes, timeout) timeout", () -> sender.send(BYTES, null));
    calls.put("send(buffer, timeout) timeout", () -> sender.send(ByteBuffer.wrap(BYTES), null));
    calls.put("send(text, timeout) timeout", () -> sender.send("x", null));
    return calls;
  }

  private static Map<String, ThrowingCallable> receiversNulls(Receiver receiver) {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("poll handler", () -> receiver.poll(null, 1));
    calls.put("receive(handler) handler", () -> receiver.receive(null, 1));
    calls.put("receive(handler, timeout) handler", () -> receiver.receive(null, 1, SHORT));
    calls.put("receive(handler, timeout) timeout", () -> receiver.receive(HANDLER, 1, null));
    calls.put("receive(segment) into", () -> receiver.receive((MemorySegment) null));
    calls.put(
        "receive(segment, timeout) into", () -> receiver.receive((MemorySegment) null, SHORT));
    calls.put("receive(segment, timeout) timeout", () -> receiver.receive(SEGMENT, null));
    calls.put("receive(buffer, timeout) into", () -> receiver.receive((ByteBuffer) null, SHORT));
    calls.put(
        "receive(buffer, timeout) timeout", () -> receiver.receive(ByteBuffer.allocate(8), null));
    calls.put("receive(timeout) timeout", () -> receiver.receive((Duration) null));
    calls.put("receiveString(timeout) timeout", () -> receiver.receiveString(null));
    calls.put("awaitReady timeout", () -> receiver.awaitReady(null));
    calls.put("forEach(action) action", () -> receiver.forEach((Consumer<byte[]>) null));
    calls.put("forEach(handler) handler", () -> receiver.forEach((MessageHandler) null));
    return calls;
  }

  /** {@return a call of each kind that would go well} */
  private static Map<String, ThrowingCallable> sendersCalls(Sender sender) {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("offer(range)", () -> sender.offer(SEGMENT, 0, 1));
    calls.put("offer(segment)", () -> sender.offer(SEGMENT));
    calls.put("offer(bytes)", () -> sender.offer(BYTES));
    calls.put("offer(buffer)", () -> sender.offer(ByteBuffer.wrap(BYTES)));
    calls.put("offer(text)", () -> sender.offer("x"));
    calls.put("send(range)", () -> sender.send(SEGMENT, 0, 1));
    calls.put("send(range, timeout)", () -> sender.send(SEGMENT, 0, 1, SHORT));
    calls.put("send(segment)", () -> sender.send(SEGMENT));
    calls.put("send(bytes)", () -> sender.send(BYTES));
    calls.put("send(buffer)", () -> sender.send(ByteBuffer.wrap(BYTES)));
    calls.put("send(text)", () -> sender.send("x"));
    calls.put("send(segment, timeout)", () -> sender.send(SEGMENT, SHORT));
    calls.put("send(bytes, timeout)", () -> sender.send(BYTES, SHORT));
    calls.put("send(buffer, timeout)", () -> sender.send(ByteBuffer.wrap(BYTES), SHORT));
    calls.put("send(text, timeout)", () -> sender.send("x", SHORT));
    calls.put("tryClaim", () -> sender.tryClaim(1));
    calls.put("claim", () -> sender.claim(1));
    return calls;
  }

  private static Map<String, ThrowingCallable> receiversCalls(Receiver receiver) {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("poll", () -> receiver.poll(HANDLER, 1));
    calls.put("receive(handler)", () -> receiver.receive(HANDLER, 1));
    calls.put("receive(handler, timeout)", () -> receiver.receive(HANDLER, 1, SHORT));
    calls.put("receive(segment)", () -> receiver.receive(SEGMENT));
    calls.put("receive(segment, timeout)", () -> receiver.receive(SEGMENT, SHORT));
    calls.put("receive(buffer)", () -> receiver.receive(ByteBuffer.allocate(8), SHORT));
    calls.put("receive", receiver::receive);
    calls.put("receive(timeout)", () -> receiver.receive(SHORT));
    calls.put("receiveString", receiver::receiveString);
    calls.put("receiveString(timeout)", () -> receiver.receiveString(SHORT));
    calls.put("awaitReady", () -> receiver.awaitReady(SHORT));
    calls.put("forEach(action)", () -> receiver.forEach((byte[] message) -> {}));
    calls.put("forEach(handler)", () -> receiver.forEach(HANDLER));
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
  @ValueSource(strings = {"memory", "shm", "mmap", "mq", "fifo", "unix"})
  void aNullIsNamedAndTheChannelGoesOn(String scheme) throws Exception {
    Address address = address(scheme);
    try (Receiver receiver = Ipc.receiver(address);
        Sender sender = Ipc.sender(address)) {
      requireNamed(sendersNulls(sender));
      sender.send("stays");
      requireNamed(receiversNulls(receiver));
      assertThat(receiver.receiveString()).as("nothing was taken").isEqualTo("stays");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "mmap", "mq", "fifo", "unix"})
  void aNegativeNumberIsRefusedAndANegativeTimeDoesNotWait(String scheme) throws Exception {
    Address address = address(scheme);
    try (Receiver receiver = Ipc.receiver(address);
        Sender sender = Ipc.sender(address)) {
      for (ThrowingCallable call :
          new ThrowingCallable[] {
            () -> sender.offer(SEGMENT, -1, 1),
            () -> sender.offer(SEGMENT, 0, -1),
            () -> sender.send(SEGMENT, 8, 1),
            () -> sender.send(SEGMENT, 0, 9, SHORT)
          }) {
        assertThatThrownBy(call).isInstanceOf(IndexOutOfBoundsException.class);
      }
      for (ThrowingCallable call :
          new ThrowingCallable[] {
            () -> sender.claim(-1),
            () -> sender.tryClaim(-1),
            () -> receiver.poll(HANDLER, 0),
            () -> receiver.receive(HANDLER, -1),
            () -> receiver.receive(HANDLER, Integer.MIN_VALUE, SHORT),
            () -> receiver.receive(SEGMENT.asReadOnly(), SHORT)
          }) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(receiver.receive(NEGATIVE)).isInstanceOf(Received.TimedOut.class);
      assertThat(receiver.receive(HANDLER, 1, NEGATIVE)).isZero();
      assertThat(receiver.awaitReady(NEGATIVE)).isFalse();
      assertThat(sender.send("x", NEGATIVE)).isTrue();
      assertThat(receiver.receiveString()).isEqualTo("x");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "mmap", "mq", "fifo", "unix"})
  void eachCallOfAClosedEndSaysThatItIsClosed(String scheme) throws Exception {
    Address address = address(scheme);
    Receiver receiver = Ipc.receiver(address);
    Sender sender = Ipc.sender(address);
    sender.close();
    requireAll(
        sendersCalls(sender), ChannelClosedException.class, address + ": this end is closed");
    receiver.close();
    requireAll(
        receiversCalls(receiver), ChannelClosedException.class, address + ": this end is closed");
    sender.close();
    receiver.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "mmap", "mq", "fifo", "unix"})
  void eachCallByASecondThreadIsRefused(String scheme) throws Exception {
    Address address = address(scheme).with("maxMessage", "1KiB");
    Receiver receiver = Ipc.receiver(address);
    Sender sender = Ipc.sender(address);
    FutureTask<byte[]> receiving = new FutureTask<>(receiver::receive);
    Thread.ofPlatform().daemon().start(receiving);
    awaitWait(address, EndRole.RECEIVER);
    requireAll(
        receiversCalls(receiver), IllegalStateException.class, "only one thread may use an end");
    sender.send("ends the wait");
    assertThat(receiving.get()).hasSize(13);
    FutureTask<Void> sending =
        new FutureTask<>(() -> {
          while (true) {
            sender.send(new byte[1024]);
          }
        });
    Thread.ofPlatform().daemon().start(sending);
    awaitWait(address, EndRole.SENDER);
    requireAll(sendersCalls(sender), IllegalStateException.class, "sender.shared()");
    sender.close();
    assertThatThrownBy(sending::get).hasCauseInstanceOf(ChannelClosedException.class);
    receiver.forEach(HANDLER); // a durable medium would keep it
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

  @Test
  void aNullToWhatOpensIsNamed() {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("sender(text) addressOrName", () -> Ipc.sender((String) null));
    calls.put("sender(address) address", () -> Ipc.sender((Address) null));
    calls.put("receiver(text) addressOrName", () -> Ipc.receiver((String) null));
    calls.put("receiver(address) address", () -> Ipc.receiver((Address) null));
    calls.put("channel(text) addressOrName", () -> Ipc.channel((String) null));
    calls.put("channel(address) address", () -> Ipc.channel((Address) null));
    calls.put("topic(text) addressOrName", () -> Ipc.topic((String) null));
    calls.put("topic(address) address", () -> Ipc.topic((Address) null));
    calls.put("publisher(text) addressOrName", () -> Ipc.publisher((String) null));
    calls.put("publisher(address) address", () -> Ipc.publisher((Address) null));
    calls.put("subscribe(text) addressOrName", () -> Ipc.subscribe((String) null));
    calls.put("subscribe(address) address", () -> Ipc.subscribe((Address) null));
    calls.put("notifier(text) addressOrName", () -> Ipc.notifier((String) null));
    calls.put("notifier(address) address", () -> Ipc.notifier((Address) null));
    calls.put("listener(text) addressOrName", () -> Ipc.listener((String) null));
    calls.put("listener(address) address", () -> Ipc.listener((Address) null));
    calls.put("listen(text) addressOrName", () -> Ipc.listen((String) null));
    calls.put("listen(address) address", () -> Ipc.listen((Address) null));
    calls.put("connect(text) addressOrName", () -> Ipc.connect((String) null));
    calls.put("connect(address) address", () -> Ipc.connect((Address) null));
    calls.put("status(text) addressOrName", () -> Ipc.status((String) null));
    calls.put("status(address) address", () -> Ipc.status((Address) null));
    calls.put("sender(text, codec) codec", () -> Ipc.sender("memory:x", (Codec<String>) null));
    calls.put("receiver(text, codec) codec", () -> Ipc.receiver("memory:x", (Codec<String>) null));
    calls.put(
        "sender(address, codec) codec", () -> Ipc.sender(address("memory"), (Codec<String>) null));
    calls.put(
        "receiver(address, codec) codec",
        () -> Ipc.receiver(address("memory"), (Codec<String>) null));
    requireNamed(calls);
  }

  @Test
  void aNullToAPollerIsNamed() throws Exception {
    try (Poller poller = new Poller()) {
      Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
      calls.put("receiver", () -> poller.add((Receiver) null, (PollHandler) (_, _, _) -> {}));
      calls.put("listener", () -> poller.add((Listener) null, events -> {}));
      calls.put("server", () -> poller.add((Server) null, connection -> {}));
      calls.put("end", () -> poller.add((Waitable) null, () -> {}));
      calls.put("add handler", () -> poller.add(timeout -> true, (ReadyHandler) null));
      calls.put("remove end", () -> poller.remove(null));
      calls.put("await timeout", () -> poller.await(null));
      requireNamed(calls);
      assertThat(poller.size()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm"})
  void aNullToATopicIsNamed(String scheme) throws Exception {
    Address address = address(scheme);
    try (TopicPublisher publisher = Ipc.publisher(address);
        TopicSubscription subscription = Ipc.subscribe(address)) {
      Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
      calls.put("publish(range) segment", () -> publisher.publish(null, 0, 0));
      calls.put("publish(segment) message", () -> publisher.publish((MemorySegment) null));
      calls.put("publish(bytes) message", () -> publisher.publish((byte[]) null));
      calls.put("publish(buffer) message", () -> publisher.publish((ByteBuffer) null));
      calls.put("publish(text) message", () -> publisher.publish((String) null));
      calls.put("latest handler", () -> subscription.latest(null));
      calls.putAll(sendersNulls(publisher));
      calls.putAll(receiversNulls(subscription));
      requireNamed(calls);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "unix"})
  void aNullToAConnectionIsNamed(String scheme) throws Exception {
    Address address = address(scheme);
    try (Server server = Ipc.listen(address);
        Connection plain = Ipc.connect(address);
        Connection again = Ipc.connect(address.with("reconnect", "true"))) {
      for (Connection connection : new Connection[] {plain, again}) {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("send(bytes) message", () -> connection.send((byte[]) null));
        calls.put("send(text) message", () -> connection.send((String) null));
        calls.put("call(bytes) request", () -> connection.call((byte[]) null));
        calls.put("call(text) request", () -> connection.call((String) null));
        requireNamed(calls);
      }
      requireNamed(Map.of("accept timeout", () -> server.accept(null)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "unix"})
  void aServeHandlerThatThrowsEndsItsClientAloneAndIsToldAndCounted(String scheme)
      throws Exception {
    Address address = address(scheme);
    Queue<String> told = new ConcurrentLinkedQueue<>();
    Handler log = new Lines(told);
    Logger logger = Logger.getLogger("org.javaipc");
    logger.addHandler(log);
    Server server = Ipc.listen(address);
    try {
      FutureTask<Long> serving =
          new FutureTask<>(() ->
              server.serve(connection -> {
                switch (connection.receiveString()) {
                  case "exception" -> throw new UnsupportedOperationException("on purpose");
                  case "error" -> throw new LinkageError("on purpose, too");
                  case String text -> connection.send(text + "!");
                }
              }));
      Thread.startVirtualThread(serving);
      for (String request : new String[] {"exception", "error"}) {
        try (Connection connection = Ipc.connect(address)) {
          connection.send(request);
          assertThat(connection.receive()).as("the answer to %s", request).isNull();
        }
      }
      try (Connection connection = Ipc.connect(address)) {
        assertThat(connection.call("next")).isEqualTo("next!");
      }
      server.close();
      assertThat(serving.get()).as("failures").isEqualTo(2);
    } finally {
      server.close();
      logger.removeHandler(log);
    }
    String failed = "WARNING " + address + ": serving a client failed ";
    assertThat(told.stream().filter(line -> line.contains(address.name())))
        .containsExactlyInAnyOrder(
            failed + "java.lang.UnsupportedOperationException: on purpose",
            failed + "java.lang.LinkageError: on purpose, too");
  }

  /** Writes each record as a line. */
  private static final class Lines extends Handler {
    private final Queue<String> lines;

    private Lines(Queue<String> lines) {
      this.lines = lines;
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord logged) {
      lines.add(
          Stream.of(logged.getLevel(), logged.getMessage(), logged.getThrown())
              .map(String::valueOf)
              .collect(Collectors.joining(" ")));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
