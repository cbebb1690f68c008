package org.javaipc.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.Address;
import org.javaipc.Codec;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.MalformedMessageException;
import org.javaipc.MessageTooLongException;
import org.javaipc.Server;
import org.javaipc.TypedConnection;
import org.javaipc.TypedPublisher;
import org.javaipc.TypedReceiver;
import org.javaipc.TypedSender;
import org.javaipc.TypedSubscription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of Protocol Buffers over channels, and what becomes of bad ones. */
class ProtobufCodecTest {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Codec<Struct> STRUCTS = ProtobufCodec.of(Struct.getDefaultInstance());

  private static Address address(String scheme) {
    return Address.of(
        scheme, "protobuf-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet());
  }

  private static Struct struct(int size) {
    return Struct.newBuilder()
        .putFields("id", Value.newBuilder().setNumberValue(7).build())
        .putFields("name", Value.newBuilder().setStringValue("€".repeat(size)).build())
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm"})
  void messagesOfEverySizeArriveEqual(String scheme) throws Exception {
    Address address = address(scheme).with("maxMessage", "64KiB");
    try (TypedReceiver<Struct> receiver = Ipc.receiver(address, STRUCTS)) {
      try (TypedSender<Struct> sender = Ipc.sender(address, STRUCTS)) {
        for (int size : new int[] {0, 1, 1365, 1366, 20_000}) {
          sender.send(struct(size));
          assertThat(receiver.receive()).isEqualTo(struct(size));
          assertThat(sender.shared().offer(struct(size))).isTrue();
          assertThat(receiver.receive()).isEqualTo(struct(size));
        }
        sender.send(Struct.getDefaultInstance());
        assertThat(receiver.receive()).isEqualTo(Struct.getDefaultInstance());
      }
      assertThat(receiver.receive()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm"})
  void aConnectionHasRequestsAndAnswersOfTheirOwnTypes(String scheme) throws Exception {
    Address address = address(scheme);
    Codec<Timestamp> answers = ProtobufCodec.of(Timestamp.getDefaultInstance());
    Thread serving;
    try (Server server = Ipc.listen(address)) {
      serving =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  server.serve(client ->
                      TypedConnection.of(client, answers, STRUCTS)
                          .serve(struct ->
                              Timestamp.newBuilder().setSeconds(struct.getFieldsCount()).build()));
                } catch (IpcException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      try (TypedConnection<Struct, Timestamp> desk =
          TypedConnection.of(Ipc.connect(address), STRUCTS, answers)) {
        assertThat(desk.call(struct(1000)).getSeconds()).isEqualTo(2);
        assertThat(desk.call(Struct.getDefaultInstance()))
            .isEqualTo(Timestamp.getDefaultInstance());
      }
    }
    serving.join();
  }

  @Test
  void messagesArriveAtEverySubscriptionOfATopicAndOfALog(@TempDir Path folder) throws Exception {
    Address log = Address.parse("mmap:" + folder.resolve("log") + "?keep=all");
    for (Address address : List.of(address("shm").with("maxMessage", "64KiB"), log)) {
      try (TypedPublisher<Struct> publisher = Ipc.publisher(address, STRUCTS);
          TypedSubscription<Struct> first = Ipc.subscribe(address, STRUCTS);
          TypedSubscription<Struct> second = Ipc.subscribe(address, STRUCTS)) {
        for (int size : new int[] {0, 3, 5000}) {
          publisher.publish(struct(size));
          assertThat(first.receive()).isEqualTo(struct(size));
          assertThat(second.poll()).isEqualTo(struct(size));
        }
        publisher.publisher().publish(new byte[] {0});
        assertThatThrownBy(first::receive).isInstanceOf(MalformedMessageException.class);
        publisher.publish(struct(1));
        assertThat(first.receive()).isEqualTo(struct(1));
        assertThat(second.latest()).isEqualTo(struct(1));
      }
    }
  }

  @Test
  void theTypeIsTheFullNameOfTheDescriptor() throws Exception {
    assertThat(STRUCTS.type()).isEqualTo("google.protobuf.Struct/protobuf");
    Codec<DynamicMessage> dynamic =
        ProtobufCodec.of(DynamicMessage.getDefaultInstance(Timestamp.getDescriptor()));
    assertThat(dynamic.type()).isEqualTo("google.protobuf.Timestamp/protobuf");
    Timestamp time = Timestamp.newBuilder().setSeconds(5).build();
    MemorySegment bytes = MemorySegment.ofArray(time.toByteArray());
    assertThat(dynamic.decode(bytes, 0, bytes.byteSize()).toByteString())
        .isEqualTo(time.toByteString());
  }

  @Test
  void whatDoesNotFitIsMeasuredAndNotWritten() throws Exception {
    Address address = address("memory").with("maxMessage", "100");
    try (TypedReceiver<Struct> receiver = Ipc.receiver(address, STRUCTS);
        TypedSender<Struct> sender = Ipc.sender(address, STRUCTS)) {
      assertThatThrownBy(() -> sender.send(struct(500)))
          .isInstanceOf(MessageTooLongException.class)
          .hasMessageContaining("length=" + struct(500).getSerializedSize() + " maxMessage=100");
      assertThatThrownBy(() -> sender.send(null)).isInstanceOf(NullPointerException.class);
      sender.send(struct(3));
      assertThat(receiver.receive()).isEqualTo(struct(3));
    }
  }

  @Test
  void bytesThatAreNoMessageAreMalformed() throws Exception {
    Address address = address("memory");
    byte[] whole = struct(9).toByteArray();
    try (TypedReceiver<Struct> receiver = TypedReceiver.of(Ipc.receiver(address), STRUCTS);
        TypedSender<Struct> sender = TypedSender.of(Ipc.sender(address), STRUCTS)) {
      sender.sender().send(MemorySegment.ofArray(whole), 0, whole.length - 1);
      sender.sender().send(new byte[] {0});
      sender.sender().send(StringValue.of("no struct").toByteArray());
      sender.send(struct(1));
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(receiver::receive)
            .isInstanceOf(MalformedMessageException.class)
            .hasCauseInstanceOf(InvalidProtocolBufferException.class)
            .hasMessageContainingAll(address.toString(), STRUCTS.type());
      }
      assertThat(receiver.receive()).isEqualTo(struct(1));
    }
  }

  @Test
  void aMessageWithoutARequiredFieldIsMalformed() {
    Codec<UninterpretedOption.NamePart> codec =
        ProtobufCodec.of(UninterpretedOption.NamePart.getDefaultInstance());
    assertThatThrownBy(() -> codec.decode(MemorySegment.ofArray(new byte[0]), 0, 0))
        .isInstanceOf(InvalidProtocolBufferException.class)
        .hasMessageContaining("required");
  }

  @Test
  void memoryThatWasUnmappedIsAnExceptionAndNotTheEndOfTheJvm() {
    Codec<BytesValue> codec = ProtobufCodec.of(BytesValue.getDefaultInstance());
    BytesValue value = BytesValue.of(ByteString.copyFrom(new byte[1 << 16]));
    MemorySegment room;
    try (Arena arena = Arena.ofShared()) {
      room = arena.allocate(1 << 17);
    }
    assertThatThrownBy(() -> codec.encode(value, room, 0, 1 << 17))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
