package org.javaipc.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.Address;
import org.javaipc.Codec;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.MalformedMessageException;
import org.javaipc.MessageTooLongException;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Records as JSON and CBOR over channels, and what becomes of bad ones. */
class JacksonCodecTest {
  private static final AtomicInteger NAMES = new AtomicInteger();

  /** A record as users have them. */
  public record Order(long id, String symbol, List<Integer> parts, Instant at) {}

  /** A record that contains itself. */
  public record Knot(String name, List<Object> parts) {}

  private static Address address(String scheme) {
    return Address.of(
        scheme, "jackson-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet());
  }

  private static Order order(int size) {
    return new Order(7, "€".repeat(size), List.of(1, 2, 3), Instant.ofEpochSecond(1_800_000_000));
  }

  static List<Codec<Order>> codecs() {
    return List.of(JacksonCodec.json(Order.class), JacksonCodec.cbor(Order.class));
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void recordsOfEverySizeArriveEqual(Codec<Order> codec) throws Exception {
    Address address = address("shm").with("maxMessage", "64KiB");
    List<Order> received = new ArrayList<>();
    try (TypedReceiver<Order> receiver = Ipc.receiver(address, codec)) {
      try (TypedSender<Order> sender = Ipc.sender(address, codec)) {
        for (int size : List.of(0, 3, 100, 5000, 20_000)) {
          assertThat(sender.offer(order(size))).isTrue();
          assertThat(receiver.receive()).isEqualTo(order(size));
        }
        sender.send(order(1));
      }
      receiver.forEach(received::add);
    }
    assertThat(received).containsExactly(order(1));
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void recordsArriveAtEverySubscriptionOfATopicAndOfALog(Codec<Order> codec, @TempDir Path folder)
      throws Exception {
    Address log = Address.parse("mmap:" + folder.resolve("log") + "?keep=all");
    for (Address address : List.of(address("shm").with("maxMessage", "64KiB"), log)) {
      try (TypedPublisher<Order> publisher = Ipc.publisher(address, codec);
          TypedSubscription<Order> first = Ipc.subscribe(address, codec);
          TypedSubscription<Order> second = Ipc.subscribe(address, codec)) {
        for (int size : List.of(0, 3, 5000)) {
          publisher.publish(order(size));
          assertThat(first.receive()).isEqualTo(order(size));
          assertThat(second.poll()).isEqualTo(order(size));
        }
        publisher.publisher().publish("{");
        assertThatThrownBy(first::receive).isInstanceOf(MalformedMessageException.class);
        publisher.publish(order(1));
        assertThat(first.receive()).isEqualTo(order(1));
        assertThat(second.latest()).isEqualTo(order(1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void aConnectionHasRequestsAndAnswersOfTheirOwnTypes(Codec<Order> requests) throws Exception {
    Address address = address("shm").with("type", "desk/1");
    Codec<Long> answers = JacksonCodec.json(Long.class);
    Thread serving;
    try (Server server = Ipc.listen(address)) {
      serving =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  server.serve(
                      client -> TypedConnection.of(client, answers, requests).serve(Order::id));
                } catch (IpcException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      try (TypedConnection<Order, Long> desk =
          TypedConnection.of(Ipc.connect(address), requests, answers)) {
        for (int size : List.of(0, 3, 5000)) {
          assertThat(desk.call(order(size))).isEqualTo(7L);
        }
      }
      assertThatThrownBy(() -> Ipc.connect(address.with("type", "desk/2")))
          .isInstanceOf(TypeMismatchException.class)
          .hasMessageContaining("desk/1")
          .hasMessageContaining("desk/2");
    }
    serving.join();
  }

  @Test
  void theTypeIsTheClassAndTheFormat() {
    String name = Order.class.getName();
    assertThat(JacksonCodec.json(Order.class).type()).isEqualTo(name + "/json");
    assertThat(JacksonCodec.cbor(Order.class).type()).isEqualTo(name + "/cbor");
    assertThat(JacksonCodec.json(Order.class).named("order/2").type()).isEqualTo("order/2");
    assertThat(JacksonCodec.of(JsonMapper.shared(), new TypeReference<List<String>>() {}).type())
        .isEqualTo("java.util.List<java.lang.String>/json");
  }

  @Test
  void whatIsTooLongIsMeasuredExactlyAndNotSent() throws Exception {
    Address address = address("memory").with("maxMessage", "100");
    Codec<String> codec = JacksonCodec.json(String.class);
    try (TypedReceiver<String> receiver = Ipc.receiver(address, codec);
        TypedSender<String> sender = Ipc.sender(address, codec)) {
      assertThatThrownBy(() -> sender.send("x".repeat(20_000)))
          .isInstanceOf(MessageTooLongException.class)
          .hasMessageContaining("length=20002 maxMessage=100");
      sender.send("x".repeat(98));
      assertThat(receiver.receive()).hasSize(98);
    }
  }

  @Test
  void aValueThatJacksonRefusesLeavesTheChannelAsItWas() throws Exception {
    Address address = address("memory");
    Codec<Knot> codec = JacksonCodec.json(Knot.class);
    List<Object> parts = new ArrayList<>();
    Knot knot = new Knot("self", parts);
    parts.add(knot);
    try (TypedReceiver<Knot> receiver = Ipc.receiver(address, codec);
        TypedSender<Knot> sender = Ipc.sender(address, codec)) {
      assertThatThrownBy(() -> sender.send(knot))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot be written as " + Knot.class.getName() + "/json: ");
      assertThatThrownBy(() -> sender.send(null)).isInstanceOf(NullPointerException.class);
      sender.send(new Knot("plain", List.of()));
      assertThat(receiver.receive()).isEqualTo(new Knot("plain", List.of()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{",
        "{\"id\":7,\"symbol\":\"A",
        "{\"id\":7} {\"id\":8}",
        "{\"id\":7}x",
        "{\"id\":\"seven\"}",
        "[1,2]",
        "\u0000\u0001"
      })
  void bytesThatAreNoOrderAreMalformed(String text) throws Exception {
    Address address = address("memory");
    Codec<Order> codec = JacksonCodec.json(Order.class);
    try (TypedReceiver<Order> receiver = Ipc.receiver(address, codec);
        TypedSender<Order> sender = Ipc.sender(address, codec)) {
      sender.sender().send(text.getBytes(StandardCharsets.UTF_8));
      sender.send(order(1));
      assertThatThrownBy(receiver::receive)
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContainingAll(receiver.receiver().address().toString(), codec.type());
      assertThat(receiver.receive()).isEqualTo(order(1));
    }
  }

  @Test
  void cborThatIsCutShortOrIsJsonIsMalformed() throws Exception {
    Codec<Order> codec = JacksonCodec.cbor(Order.class);
    MemorySegment bytes = MemorySegment.ofArray(new byte[1000]);
    int length = (int) codec.encode(order(9), bytes, 0, 1000);
    Address address = address("memory");
    try (TypedReceiver<Order> receiver = TypedReceiver.of(Ipc.receiver(address), codec);
        Sender sender = Ipc.sender(address)) {
      for (int cut = 0; cut < length; cut++) {
        sender.send(bytes, 0, cut);
        assertThatThrownBy(receiver::receive).isInstanceOf(MalformedMessageException.class);
      }
      sender.send("{\"id\":7}");
      assertThatThrownBy(receiver::receive).isInstanceOf(MalformedMessageException.class);
      sender.send(bytes, 0, length);
      assertThat(receiver.receive()).isEqualTo(order(9));
    }
  }

  @Test
  void theApplicationsOwnMapperDecidesWhatIsAccepted() throws Exception {
    JsonMapper strict =
        JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    Address address = address("memory");
    try (Receiver receiver = Ipc.receiver(address);
        TypedSender<Map<String, Object>> sender =
            TypedSender.of(
                Ipc.sender(address),
                JacksonCodec.of(
                    JsonMapper.shared(), new TypeReference<Map<String, Object>>() {}))) {
      sender.send(Map.of("id", 7, "colour", "red"));
      sender.send(Map.of("id", 7, "colour", "red"));
      assertThat(TypedReceiver.of(receiver, JacksonCodec.json(Order.class)).receive().id())
          .isEqualTo(7);
      assertThatThrownBy(TypedReceiver.of(receiver, JacksonCodec.of(strict, Order.class))::receive)
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContaining("colour");
    }
  }
}
