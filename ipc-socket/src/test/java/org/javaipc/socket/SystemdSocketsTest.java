package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.javaipc.Address;
import org.javaipc.ConfigurationException;
import org.javaipc.Connection;
import org.javaipc.InvalidAddressException;
import org.javaipc.Ipc;
import org.javaipc.Sender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets that a service manager hands over, and what it is told. */
@Timeout(120)
class SystemdSocketsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  private UnixSocketAddress at(String name) {
    return UnixSocketAddress.of(folder.resolve(name));
  }

  /** {@return a process that was handed sockets such as {@code stream:web}, of that name and path} */
  private TestProcess activated(List<String> sockets, String... arguments) throws Exception {
    ForeignPeer.PYTHON.require();
    List<Object> command = new ArrayList<>(List.of("python3", ForeignPeer.file("activate.py")));
    for (String socket : sockets) {
      String name = socket.substring(socket.indexOf(':') + 1);
      command.add(
          socket.substring(0, socket.indexOf(':')) + ":" + folder + "/" + name + ":" + name);
    }
    command.addAll(
        List.of(
            "--",
            Path.of(System.getProperty("java.home"), "bin", "java"),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-cp",
            TestProcess.classPath(),
            ActivatedProcess.class.getName()));
    command.addAll(Arrays.asList(arguments));
    return TestProcess.start(command.toArray());
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void variablesAreReadAsSystemdSetsThem() throws Exception {
    Map<String, String> given =
        Map.of("LISTEN_PID", "77", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "web:log");
    assertThat(SystemdSockets.parse(given, 77))
        .containsExactly(
            new SystemdSockets.Activated(3, "web"), new SystemdSockets.Activated(4, "log"));
    assertThat(SystemdSockets.parse(given, 78)).isEmpty();
    assertThat(SystemdSockets.parse(Map.of(), 77)).isEmpty();
    assertThat(SystemdSockets.parse(Map.of("LISTEN_PID", "77", "LISTEN_FDS", "1"), 77))
        .containsExactly(new SystemdSockets.Activated(3, "unknown"));
    for (Map<String, String> senseless :
        List.of(
            Map.of("LISTEN_PID", "77", "LISTEN_FDS", "many"),
            Map.of("LISTEN_PID", "77", "LISTEN_FDS", "-1"),
            Map.of("LISTEN_PID", "me", "LISTEN_FDS", "1"),
            Map.of("LISTEN_PID", "77", "LISTEN_FDS", "3", "LISTEN_FDNAMES", "a:b"))) {
      assertThatThrownBy(() -> SystemdSockets.parse(senseless, 77))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("LISTEN_");
    }
    assertThat(SystemdSockets.all()).isEmpty();
  }

  @Test
  void classesServeAtTheSocketsThatWereHandedOver() throws Exception {
    try (TestProcess process =
        activated(List.of("stream:web", "seqpacket:packets", "datagram:log"), "classes")) {
      try (UnixSocket web = UnixSocket.connect(at("web"), LONG)) {
        web.write(text("bytes"));
        assertThat(process.line()).isEqualTo(at("web") + " bytes");
      }
      try (UnixSeqpacketSocket packets = UnixSeqpacketSocket.connect(at("packets"), LONG);
          UnixDatagramSocket log = UnixDatagramSocket.open()) {
        packets.send(text("packet"));
        assertThat(process.line()).isEqualTo("packet");
        log.sendTo(text("datagram"), at("log"));
        assertThat(process.line()).isEqualTo("datagram");
      }
      assertThat(process.line()).contains("refused", "web", "it listens");
      assertThat(process.line()).contains("refused", "packets", "seqpacket");
      assertThat(process.line()).contains("refused", "log", "datagram");
      assertThat(process.exit()).isZero();
      assertThat(folder.resolve("web")).exists(); // it is the service manager's
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix:child?listen=3", "unix:child?listen=web"})
  void serverIsOpenedByAnAddress(String address) throws Exception {
    try (TestProcess process = activated(List.of("stream:web"), "serve", address)) {
      // The first one may have connected before the process began to listen: to the process that
      // bound it.
      try (Connection client = Connections.connect(Address.parse("unix:" + at("web")))) {
        client.sender().send("question");
        assertThat(client.receiver().receiveString()).isEqualTo("question");
        assertThat(process.line()).isEqualTo("ready");
        assertThat(process.line()).isEqualTo("served");
      }
      assertThat(process.exit()).isZero();
    }
  }

  @Test
  void receiverOfAnyProgramIsOpenedByAnAddress() throws Exception {
    try (TestProcess process =
            activated(List.of("stream:web"), "receive", "unix:child?listen=web&framing=none");
        UnixSocket client = UnixSocket.connect(at("web"), LONG)) {
      client.write(text("bytes"));
      assertThat(process.line()).isEqualTo("ready");
      assertThat(process.line()).isEqualTo("bytes");
    }
    try (TestProcess process =
            activated(List.of("datagram:log"), "receive", "unixgram:child?listen=3&framing=none");
        UnixDatagramSocket client = UnixDatagramSocket.connect(at("log"), LONG)) {
      assertThat(process.line()).isEqualTo("ready");
      client.send(text("datagram"));
      assertThat(process.line()).isEqualTo("datagram");
    }
  }

  @Test
  void optionIsRefusedWhereItMakesNoSense() {
    for (String address :
        List.of("unix:orders?listen=3&framing=none", "unixgram:orders?listen=3&framing=none")) {
      assertThatThrownBy(() -> Ipc.receiver(address))
          .as(address)
          .isInstanceOf(InvalidAddressException.class)
          .hasMessageContaining("child?listen=3");
    }
    assertThatThrownBy(() -> Ipc.receiver("unix:child?listen=3"))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("framing=none");
    assertThatThrownBy(() -> Ipc.sender("unix:child?listen=3&framing=none"))
        .isInstanceOf(InvalidAddressException.class);
    assertThatThrownBy(() -> Ipc.connect("unix:child?listen=3"))
        .isInstanceOf(InvalidAddressException.class);
    assertThatThrownBy(() -> Ipc.listen("unix:child?listen=nobody"))
        .hasMessageContainingAll("nobody", "LISTEN_FDNAMES");
    assertThatThrownBy(() -> Ipc.listen("unix:child?listen=99999"))
        .isInstanceOf(org.javaipc.SystemCallException.class)
        .hasMessageContaining("descriptor 99999");
  }

  @Test
  void anyProgramCanBeAtTheOtherEndOfDatagrams() throws Exception {
    String address = "unixgram:" + at("log") + "?framing=none";
    try (var receiver = Ipc.receiver(address);
        Sender sender = Ipc.sender(address);
        UnixDatagramSocket other = UnixDatagramSocket.open()) {
      sender.send("one".getBytes(StandardCharsets.UTF_8));
      other.sendTo(text("two"), at("log"));
      assertThat(receiver.receiveString()).isEqualTo("one");
      assertThat(receiver.receiveString()).isEqualTo("two");
    }
    assertThat(Files.exists(folder.resolve("log"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"path", "abstract"})
  void serviceManagerIsTold(String form) throws Exception {
    UnixSocketAddress manager =
        form.equals("path")
            ? at("notify")
            : UnixSocketAddress.inAbstractNamespace("javaipc-notify-" + folder.getFileName());
    try (UnixDatagramSocket socket = UnixDatagramSocket.bind(manager, UnixServerOptions.DEFAULT);
        TestProcess process =
            TestProcess.start(
                "env",
                "NOTIFY_SOCKET=" + manager,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                TestProcess.classPath(),
                ActivatedProcess.class.getName(),
                "notify")) {
      MemorySegment room = Bytes.room(100);
      try (UnixDatagram ready = socket.receiveFrom(room, LONG)) {
        assertThat(Bytes.text(room, ready.length())).isEqualTo("READY=1");
        assertThat(ready.credentials().orElseThrow().uid())
            .isEqualTo(Files.getAttribute(folder, "unix:uid"));
      }
      try (UnixDatagram kept = socket.receiveFrom(room, LONG)) {
        assertThat(Bytes.text(room, kept.length())).isEqualTo("FDSTORE=1\nFDNAME=kept");
        assertThat(kept.descriptors()).hasSize(1);
      }
      assertThat(Bytes.text(room, socket.receive(room, LONG))).isEqualTo("STOPPING=1");
      assertThat(process.line()).isEqualTo("true");
      assertThat(process.exit()).isZero();
    }
    assertThat(SystemdService.ready()).isFalse();
    assertThatThrownBy(() -> SystemdService.store("a:b", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
