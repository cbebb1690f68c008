package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.javaipc.Address;
import org.javaipc.Codec;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.MalformedMessageException;
import org.javaipc.MessageTooLongException;
import org.javaipc.PeerClosedException;
import org.javaipc.Received;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.TypedConnection;
import org.javaipc.TypedReceiver;
import org.javaipc.TypedSender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values instead of bytes, over several transports, and what becomes of bad ones. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TypedChannelsTest {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofMinutes(1);

  private static Address address(String scheme) {
    return Address.of(
        scheme, "typed-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet());
  }

  private static <T> FutureTask<T> begin(Callable<T> job) {
    FutureTask<T> task = new FutureTask<>(job);
    Thread.startVirtualThread(task);
    return task;
  }

  /** Knows the size of a text only when it has encoded it. */
  private static final class Unmeasured implements Codec<String> {
    private final Codec<String> text = Codec.text();

    @Override
    public String type() {
      return text.type();
    }

    @Override
    public long encode(String value, MemorySegment segment, long offset, long room) {
      long length = text.encode(value, segment, offset, room);
      return Math.min(length, room + 1);
    }

    @Override
    public String decode(MemorySegment segment, long offset, long length) throws IOException {
      return text.decode(segment, offset, length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "fifo", "unix", "mq"})
  void valuesArriveInAllFormsOfSendingAndReceiving(String scheme) throws Exception {
    Address address = address(scheme).with("maxMessage", "1000").with("capacity", "4KiB");
    for (Codec<String> codec : List.of(Codec.text(), new Unmeasured())) {
      try (TypedReceiver<String> receiver = Ipc.receiver(address, codec)) {
        try (TypedSender<String> sender = Ipc.sender(address, codec)) {
          String long1 = "€".repeat(333);
          assertThat(receiver.poll()).isNull();
          assertThat(receiver.receive(SHORT)).isEqualTo(new Received.TimedOut<>());
          sender.send("one");
          assertThat(receiver.awaitReady(LONG)).isTrue();
          assertThat(receiver.poll()).isEqualTo("one");
          assertThat(sender.offer(long1)).isTrue();
          assertThat(receiver.receive()).isEqualTo(long1);
          assertThat(sender.send("three", LONG)).isTrue();
          assertThat(receiver.receive(LONG)).isEqualTo(new Received.Message<>("three"));
          List<String> rest = new ArrayList<>();
          sender.send("");
          assertThat(receiver.receive(rest::add, 9)).isOne();
          sender.send("five");
          assertThat(receiver.receive(rest::add, 9, LONG)).isOne();
          assertThat(receiver.poll(rest::add, 9)).isZero();
          assertThat(rest).containsExactly("", "five");
          sender.send("last");
        }
        List<String> rest = new ArrayList<>();
        receiver.forEach(rest::add);
        assertThat(rest).containsExactly("last");
        assertThat(receiver.isEnded()).isTrue();
        assertThat(receiver.receive()).isNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "mq"})
  void aFullChannelTakesNoMore(String scheme) throws Exception {
    Address address = address(scheme).with("maxMessage", "64").with("capacity", "4KiB");
    try (TypedReceiver<String> receiver = Ipc.receiver(address, Codec.text());
        TypedSender<String> sender = Ipc.sender(address, Codec.text())) {
      int sent = 0;
      while (sender.offer("number " + sent)) {
        sent++;
      }
      assertThat(sender.send("one that is longer", SHORT)).isFalse();
      FutureTask<Boolean> waiting = begin(() -> sender.send("one that is patient", LONG));
      List<String> received = new ArrayList<>();
      while (received.size() <= sent) {
        receiver.receive(received::add, 1, LONG);
      }
      assertThat(waiting.get()).isTrue();
      assertThat(received)
          .hasSize(sent + 1)
          .endsWith("number " + (sent - 1), "one that is patient");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "unix"})
  void whatTheCodecRefusesLeavesTheChannelAsItWas(String scheme) throws Exception {
    Address address = address(scheme).with("maxMessage", "100");
    try (TypedReceiver<String> receiver = Ipc.receiver(address, Codec.text());
        TypedSender<String> sender = Ipc.sender(address, Codec.text());
        TypedSender<String> unmeasured = Ipc.sender(address, new Unmeasured())) {
      assertThatThrownBy(() -> sender.send("\ud800")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> sender.offer(null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> sender.send("€".repeat(34)))
          .isInstanceOf(MessageTooLongException.class)
          .hasMessageContaining("length=102 maxMessage=100");
      assertThatThrownBy(() -> unmeasured.send("a".repeat(500), LONG))
          .isInstanceOf(MessageTooLongException.class)
          .hasMessageContaining("length=101 maxMessage=100");
      sender.send("next");
      assertThat(receiver.receive()).isEqualTo("next");
      unmeasured.send("after next");
      assertThat(receiver.receive()).isEqualTo("after next");
      assertThat(receiver.poll()).isNull();
    }
  }

  @Test
  void aCodecThatWritesMoreThanItSaidIsToldSo() throws Exception {
    Address address = address("memory");
    Codec<String> liar =
        new Codec<>() {
          @Override
          public String type() {
            return "liar";
          }

          @Override
          public long sizeBound(String value) {
            return 1;
          }

          @Override
          public long encode(String value, MemorySegment segment, long offset, long room) {
            return room + 1;
          }

          @Override
          public String decode(MemorySegment segment, long offset, long length) {
            return "";
          }
        };
    try (Receiver receiver = Ipc.receiver(address);
        TypedSender<String> sender = Ipc.sender(address, liar)) {
      assertThatThrownBy(() -> sender.send("x"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("liar", "encoded 2 bytes, but its sizeBound was 1");
      sender.sender().send("next");
      assertThat(receiver.receive()).containsExactly('n', 'e', 'x', 't');
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "fifo", "unix", "mq"})
  void aMalformedMessageIsTakenAloneAndTheReceiverGoesOn(String scheme) throws Exception {
    Address address = address(scheme);
    try (TypedReceiver<Long> receiver = TypedReceiver.of(Ipc.receiver(address), Codec.int64())) {
      try (TypedSender<byte[]> raw = TypedSender.of(Ipc.sender(address), Codec.bytes());
          TypedSender<Long> numbers = TypedSender.of(raw.sender(), Codec.int64())) {
        numbers.send(1L);
        raw.send(new byte[7]);
        numbers.send(2L);
        raw.send(new byte[0]);
        numbers.send(3L);
        raw.send(new byte[9]);
      }
      List<Long> values = new ArrayList<>();
      assertThatThrownBy(() -> receiver.forEach(values::add))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContainingAll(address.toString(), "int64-le", "7 bytes, not 8");
      assertThat(values).containsExactly(1L);
      assertThat(receiver.receive()).isEqualTo(2L);
      List<Long> lengths = new ArrayList<>();
      receiver.forEach(values::add, malformed -> lengths.add(malformed.length()));
      assertThat(values).containsExactly(1L, 3L);
      assertThat(lengths).containsExactly(0L, 9L);
      assertThat(receiver.isEnded()).isTrue();
    }
  }

  @Test
  void aCodecThatFailsWhileItReadsIsAMalformedMessage() throws Exception {
    Address address = address("memory");
    Codec<String> failing =
        new Codec<>() {
          @Override
          public String type() {
            return "failing";
          }

          @Override
          public long encode(String value, MemorySegment segment, long offset, long room) {
            return 0;
          }

          @Override
          public String decode(MemorySegment segment, long offset, long length) {
            throw new IndexOutOfBoundsException("beyond");
          }
        };
    try (TypedReceiver<String> receiver = Ipc.receiver(address, failing);
        TypedSender<String> sender = Ipc.sender(address, failing)) {
      sender.send("x");
      assertThatThrownBy(receiver::receive)
          .isInstanceOf(MalformedMessageException.class)
          .hasRootCauseInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContainingAll("failing", "IndexOutOfBoundsException: beyond");
      assertThat(receiver.poll()).isNull();
    }
  }

  @Test
  void whatAnActionThrowsIsNotTakenForAMalformedMessage() throws Exception {
    Address address = address("memory");
    try (TypedReceiver<String> receiver = Ipc.receiver(address, Codec.text());
        TypedSender<String> sender = Ipc.sender(address, Codec.text())) {
      sender.send("one");
      sender.send("two");
      assertThatThrownBy(() ->
              receiver.poll(
                  value -> {
                    throw new UnsupportedOperationException(value);
                  },
                  9))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("one");
      assertThat(receiver.receive()).isEqualTo("two");
    }
  }

  @Test
  void manyThreadsShareOneTypedSender() throws Exception {
    Address address = address("shm");
    int each = 1000;
    try (TypedReceiver<String> receiver = Ipc.receiver(address, Codec.text())) {
      try (TypedSender<String> sender = Ipc.sender(address, Codec.text()).shared()) {
        Callable<Integer> job =
            () -> {
              for (int i = 0; i < each; i++) {
                sender.send(Thread.currentThread().threadId() + " sends " + i);
              }
              return each;
            };
        FutureTask<Integer> first = begin(job);
        FutureTask<Integer> second = begin(job);
        int received = 0;
        while (received < 2 * each) {
          received += receiver.receive(text -> assertThat(text).contains(" sends "), 64, LONG);
        }
        assertThat(first.get() + second.get()).isEqualTo(received);
        assertThat(sender.shared()).isSameAs(sender);
      }
      assertThat(receiver.receive()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "unix"})
  void aTypedConnectionAsksAndAnswers(String scheme) throws Exception {
    Address address = address(scheme);
    try (Server server = Ipc.listen(address)) {
      FutureTask<Void> serving =
          begin(() -> {
            try (Connection client = server.accept()) {
              TypedConnection.of(client, Codec.int64(), Codec.text())
                  .serve(text -> (long) text.length());
            }
            return null;
          });
      try (TypedConnection<String, Long> client =
          TypedConnection.of(Ipc.connect(address), Codec.text(), Codec.int64())) {
        assertThat(client.call("four")).isEqualTo(4L);
        assertThat(client.call("")).isZero();
        client.sender().close();
        assertThat(client.receive()).isNull();
      }
      serving.get();
    }
  }

  @Test
  void aCallWithoutAnAnswerIsToldSo() throws Exception {
    Address address = address("memory");
    try (Server server = Ipc.listen(address);
        TypedConnection<String, Long> client =
            TypedConnection.of(Ipc.connect(address), Codec.text(), Codec.int64())) {
      FutureTask<byte[]> taking =
          begin(() -> {
            try (Connection peer = server.accept()) {
              return peer.receive();
            }
          });
      assertThatThrownBy(() -> client.call("anybody?")).isInstanceOf(PeerClosedException.class);
      assertThat(new String(taking.get(), StandardCharsets.UTF_8)).isEqualTo("anybody?");
    }
  }

  @Test
  void aCodecOfFixedSizeAllocatesNothing() throws Exception {
    Address address = address("shm");
    Codec<Quote> codec = Quote.codec();
    Quote sent = new Quote();
    long[] sum = new long[1];
    try (TypedReceiver<Quote> receiver = Ipc.receiver(address, codec);
        TypedSender<Quote> sender = Ipc.sender(address, codec)) {
      Consumer<Quote> add = quote -> sum[0] += quote.id;
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long deadline = System.nanoTime() + LONG.toNanos();
      long allocated;
      do {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 20_000; i++) {
          sent.id = i;
          sender.send(sent);
          receiver.receive(add, 1);
          sender.offer(sent);
          sum[0] += receiver.poll().id;
        }
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      } while (allocated > 4096 && System.nanoTime() < deadline);
      assertThat(allocated).as("bytes for 40,000 values, sum %s", sum[0]).isLessThan(4096);
    }
  }

  @Test
  void theEndBelowIsThereForWhatValuesDoNotNeed() throws Exception {
    Address address = address("memory");
    try (Receiver bytes = Ipc.receiver(address);
        Sender sender = Ipc.sender(address)) {
      TypedSender<Long> numbers = TypedSender.of(sender, Codec.int64());
      assertThat(numbers.sender()).isSameAs(sender);
      assertThat(numbers.codec()).isSameAs(Codec.int64());
      assertThat(numbers).hasToString(sender + " of int64-le");
      assertThatThrownBy(() -> TypedReceiver.of(bytes, null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("codec");
      assertThatThrownBy(() -> Ipc.receiver(address, (Codec<Long>) null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("codec");
    }
  }
}
