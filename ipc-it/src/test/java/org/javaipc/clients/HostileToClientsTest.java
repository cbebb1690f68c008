package org.javaipc.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.javaipc.Ipc;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.TopicPublisher;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a peer writes: a program in Python or C says what is wrong, in the words of the Java library, and lives. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileToClientsTest {
  private static final int CAPACITY = 8192;

  @TempDir static Path folder;

  private Path directory = folder;
  private String scheme = "shm";

  static Stream<Arguments> rings() {
    return Stream.of(Client.PYTHON, Client.C)
        .flatMap(client -> Stream.of("shm", "mmap").map(scheme -> Arguments.of(client, scheme)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("rings")
  @DisplayName(
      "Rings and topics: other versions, garbled memory, limits that differ, and names that are taken are refused")
  void rings(Client client, String medium) throws Exception {
    scheme = medium;
    directory = Files.createDirectory(folder.resolve(client + medium));
    try (PeerProgram peer = PeerProgram.start(client)) {
      otherVersion(peer);
      anew();
      garbledRecord(peer);
      anew();
      garbledPosition(peer);
      anew();
      otherLimits(peer);
      topicsThatAreNone(peer);
    }
  }

  /** A durable channel would keep what was done to it. */
  private void anew() throws Exception {
    Files.deleteIfExists(directory.resolve("x.mmap"));
  }

  @ParameterizedTest
  @EnumSource(names = {"PYTHON", "C"})
  @DisplayName(
      "Sockets, types and addresses: garbled frames and control regions, other types, and what is no address are refused")
  void others(Client client) throws Exception {
    directory = Files.createDirectory(folder.resolve(client.name()));
    try (PeerProgram peer = PeerProgram.start(client)) {
      garbledFrame(peer);
      garbledControl(peer);
      otherType(peer);
      otherTypeOfTopic(peer);
      peer.tell("send", "shm:late?connect=50ms&dir=" + directory, 1, 0);
      peer.expect("error ConnectTimeout: ");
      peer.expect("done");
      peer.tell("send", "shm:late?colour=red&dir=" + directory, 1, 0);
      peer.expect("error InvalidAddress: ");
      peer.expect("done");
    }
  }

  private String address(String options) {
    return "%s:x?%s&dir=%s".formatted(scheme, options, directory);
  }

  private MappedFields header() throws Exception {
    return MappedFields.of(directory.resolve("x." + scheme), new FormatPage().table("ring header"));
  }

  private MappedFields lane() throws Exception {
    return header().at(512, new FormatPage().table("lane descriptor"));
  }

  private void otherVersion(PeerProgram peer) throws Exception {
    try (Receiver receiver = Ipc.receiver(address("capacity=8KiB"))) {
      assertThat(receiver.maxMessage()).isEqualTo(1024);
      header().put("version", 9);
      peer.tell("send", address("connect=5s"), 1, 0);
      assertThat(peer.expect("error CorruptChannel: "))
          .contains("has format version 9, this library has 2; use the same release at both ends");
      peer.expect("done");
      header().put("version", 2);
      header().put("capacity", 1000);
      peer.tell("send", address("connect=5s"), 1, 0);
      assertThat(peer.expect("error CorruptChannel: ")).contains("its header is damaged");
      peer.expect("done");
      header().put("capacity", CAPACITY);
    }
  }

  private void topicsThatAreNone(PeerProgram peer) throws Exception {
    String channel = scheme + ":channel?dir=" + directory;
    try (Receiver receiver = Ipc.receiver(channel)) {
      peer.tell("subscribe", channel, 0, Wave.LIMIT);
      assertThat(peer.expect("error WrongKind: ")).contains("is a channel");
      peer.expect("done");
      assertThat(receiver.isEnded()).isFalse();
    }
    String address = scheme + ":topic?dir=" + directory;
    try (TopicPublisher publisher = Ipc.publisher(address + "&capacity=8KiB&maxMessage=1500")) {
      peer.tell("send", address, 1, Wave.LIMIT);
      assertThat(peer.expect("error WrongKind: ")).contains("is a topic");
      peer.expect("done");
      peer.tell("subscribe", address + "&slow=drop", 0, Wave.LIMIT);
      peer.expect("error GeometryMismatch: ");
      peer.expect("done");
      MappedFields topic =
          MappedFields.of(
              directory.resolve("topic." + scheme), new FormatPage().table("topic header"));
      topic.put("version", 9);
      peer.tell("subscribe", address, 0, Wave.LIMIT);
      assertThat(peer.expect("error CorruptChannel: "))
          .contains("has format version 9, this library has 1; use the same release at all ends");
      peer.expect("done");
      topic.put("version", 1);
      peer.tell("subscribe", address, 0, Wave.LIMIT);
      peer.expect("open");
      publisher.publish(Wave.message(0)); // the next record begins behind it
      topic.memory().putLong((int) topic.get("header_length") + 8, 0xdead_beefL);
      peer.expect("received");
      assertThat(peer.expect("error CorruptChannel: ")).contains("malformed record from publisher");
      peer.expect("done");
    }
  }

  private void garbledRecord(PeerProgram peer) throws Exception {
    peer.tell("receive", address("capacity=8KiB&maxMessage=1500"), 0, Wave.LIMIT);
    peer.expect("open");
    try (Sender sender = Ipc.sender(address("connect=10s"))) {
      MappedFields header = header();
      sender.send(Wave.message(0)); // the next record begins behind it
      header.memory().putLong((int) header.get("header_length") + 8, 0xdead_beefL);
      peer.expect("received 1");
      assertThat(peer.expect("error CorruptChannel: ")).contains("malformed record from sender");
      peer.expect("done");
      assertThatThrownBy(() -> sender.send(new byte[1])).isInstanceOf(PeerClosedException.class);
    }
  }

  private void garbledPosition(PeerProgram peer) throws Exception {
    try (Receiver receiver = Ipc.receiver(address("capacity=8KiB&maxMessage=1500"))) {
      peer.tell("send", address("connect=10s"), 1000, Wave.LIMIT);
      assertThat(receiver.receive()).isEmpty();
      lane().put("consumer_position", 1 << 30);
      assertThat(peer.expect("error CorruptChannel: ")).contains("invalid receiver position");
    }
    peer.expect("done");
  }

  private void garbledFrame(PeerProgram peer) throws Exception {
    peer.tell("receive", "unix:x?maxMessage=1500&dir=" + directory, 0, Wave.LIMIT);
    peer.expect("open");
    try (SocketChannel stranger = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      stranger.connect(UnixDomainSocketAddress.of(directory.resolve("x.unix")));
      stranger.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
      peer.expect("received 0");
      assertThat(peer.expect("error CorruptChannel: "))
          .contains("malformed frame: length=67305985 is not within 0 to maxMessage=1500");
    }
    peer.expect("done");
  }

  private void garbledControl(PeerProgram peer) throws Exception {
    try (Receiver receiver = Ipc.receiver("unix:y?dir=" + directory)) {
      MappedFields control =
          MappedFields.of(directory.resolve("y.unix-control"), new FormatPage().table("control"));
      String address = "unix:y?connect=5s&dir=" + directory;
      control.put("version", 9);
      peer.tell("send", address, 1, 0);
      assertThat(peer.expect("error CorruptChannel: "))
          .contains("has format version 9, this library has 2; use the same release at both ends");
      peer.expect("done");
      control.put("version", 2);
      long senders = control.get("senders");
      control.put("senders", 1 << 20);
      peer.tell("send", address, 1, 0);
      assertThat(peer.expect("error CorruptChannel: ")).contains("its header is damaged");
      peer.expect("done");
      control.put("senders", senders);
      peer.tell("send", address, 1, 0);
      assertThat(receiver.receive()).isEmpty();
      peer.expect("sent 1");
      peer.expect("done");
    }
  }

  private void otherTypeOfTopic(PeerProgram peer) throws Exception {
    for (String medium : List.of("shm", "mmap")) {
      String address = medium + ":quotes?dir=" + directory;
      try (TopicPublisher publisher = Ipc.publisher(address + "&type=price/v1&maxMessage=1500")) {
        peer.tell("subscribe", address + "&type=price/v2", 0, 0);
        assertThat(peer.expect("error TypeMismatch: "))
            .contains("its messages are of the type price/v1, and this end has type=price/v2");
        peer.expect("done");
        peer.tell("subscribe", address + "&type=price/v1&end=last", 0, Wave.LIMIT);
        peer.expect("open");
        publisher.publish(Wave.message(0));
      }
      peer.expect("received 1");
      peer.expect("done");
    }
  }

  private void otherType(PeerProgram peer) throws Exception {
    for (String medium : List.of("shm", "mmap", "unix")) {
      String address = medium + ":typed?connect=5s&dir=" + directory;
      try (Receiver receiver = Ipc.receiver(address + "&type=order/v1");
          Server server = Ipc.listen(medium + ":desk?type=order/v1&dir=" + directory)) {
        peer.tell("send", address + "&type=order/v2", 1, 0);
        assertThat(peer.expect("error TypeMismatch: "))
            .contains("its messages are of the type order/v1, and this end has type=order/v2");
        peer.expect("done");
        peer.tell("talk", medium + ":desk?connect=5s&type=order/v2&dir=" + directory, 1, 0);
        peer.expect("error TypeMismatch: ");
        peer.expect("done");
        peer.tell("send", address + "&type=order/v1", 1, 0);
        assertThat(receiver.receive()).isEmpty();
        peer.expect("sent 1");
        peer.expect("done");
        assertThat(server.poll()).isNull();
      }
    }
  }

  private void otherLimits(PeerProgram peer) throws Exception {
    try (Receiver receiver = Ipc.receiver(address("capacity=8KiB&maxMessage=1500"))) {
      assertThat(receiver.maxMessage()).isEqualTo(Wave.LIMIT);
      peer.tell("send", address("capacity=16KiB"), 1, 0);
      assertThat(peer.expect("error GeometryMismatch: "))
          .contains("states capacity=16384 but the channel was created with capacity=8192");
      peer.expect("done");
      peer.tell("receive", address("capacity=8KiB"), 0, 0);
      assertThat(peer.expect("error ChannelBusy: ")).contains("is the receiver; close it first");
      peer.expect("done");
      peer.tell("send", address("connect=5s"), 2, Wave.LIMIT + 1);
      assertThat(peer.expect("error MessageTooLong: ")).contains("length=1501 maxMessage=1500");
      peer.expect("done");
    }
  }
}
