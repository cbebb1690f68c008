package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.ChannelStatus.State;
import org.javaipc.Connection;
import org.javaipc.InvalidAddressException;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sockets whose names others chose, by other rules than ours: whatever the kernel takes. */
@Timeout(120)
class NamesOfOthersTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Path HERE = Path.of("target");

  @TempDir Path folder;

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  /** {@return names as an address spells them, for this process alone} */
  static List<String> abstractNames() {
    String own = "javaipc-" + ProcessHandle.current().pid();
    return List.of(
        "@/tmp/" + own + "-dbus",
        "@" + own + " with blanks & signs=?".replace("?", "%3F"),
        "@" + own + "%00inside%00",
        "@" + own + "%00".repeat(107 - own.length()),
        "@" + own + "%FF%FEcaf%E9%0A",
        "@" + own + "-\u00e9\u4e16\uD83D\uDE00",
        "@%00" + own);
  }

  private static void roundTrip(String name) throws Exception {
    UnixSocketAddress address = UnixSocketAddress.parse(name);
    assertThat(address.toString()).isEqualTo(name);
    try (UnixServerSocket server = UnixServerSocket.bind(address);
        UnixSocket client = UnixSocket.connect(address, LONG);
        UnixSocket accepted = server.accept()) {
      assertThat(client.remoteAddress()).isEqualTo(address);
      assertThat(accepted.localAddress()).isEqualTo(address);
    }
    try (UnixDatagramSocket server = UnixDatagramSocket.bind(address, UnixServerOptions.DEFAULT);
        UnixDatagramSocket client = UnixDatagramSocket.open()) {
      client.sendTo(text("x"), address);
      MemorySegment room = Bytes.room(1);
      UnixDatagram question = server.receiveFrom(room, LONG);
      server.sendTo(room, question.sender());
      UnixDatagram answer = client.receiveFrom(room, LONG);
      assertThat(answer.sender()).isEqualTo(address);
    }
  }

  private void channels(String name) throws Exception {
    for (String framing : List.of("", "&framing=none")) {
      String address = "unix:" + name + "?dir=" + folder + framing;
      if (name.startsWith(".") || name.startsWith("/")) {
        address = "unix:" + name + framing.replace('&', '?');
      }
      assertThat(Address.parse(address)).hasToString(address);
      try (Receiver receiver = Ipc.receiver(address);
          Sender sender = Ipc.sender(address)) {
        sender.send("said");
        assertThat(receiver.receiveString()).isEqualTo("said");
        assertThat(Ipc.builder().build().status(address))
            .singleElement()
            .satisfies(status -> assertThat(status.state()).isEqualTo(State.LIVE));
      }
      try (Server server = Ipc.listen(address);
          Connection client = Ipc.connect(address);
          Connection accepted = server.accept()) {
        client.sender().send("asked");
        assertThat(accepted.receiver().receiveString()).isEqualTo("asked");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("abstractNames")
  void abstractNamesMayBeAnyBytes(String name) throws Exception {
    roundTrip(name);
    channels(name);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allMatch(file -> file.startsWith(".proc-"));
    }
  }

  @Test
  void pathsMayBeAnyBytes() throws Exception {
    Files.createDirectories(HERE);
    for (String name : List.of(folder + "/caf%E9", folder + "/a%25b%3F", folder + "/line%0A")) {
      roundTrip(name);
      channels(name);
    }
  }

  @Test
  void pathsMayBeRelative() throws Exception {
    Files.createDirectories(HERE);
    String name = "./target/s" + ProcessHandle.current().pid();
    roundTrip(name);
    channels(name);
    assertThat(Path.of(name)).doesNotExist();
    assertThat(UnixSocketAddress.of(Path.of("s")).text()).startsWith("/");
  }

  @Test
  void relativePathReachesWhatIsTooDeepForAnAbsoluteOne() throws Exception {
    Path deep = HERE.resolve("d".repeat(80));
    Files.createDirectories(deep);
    UnixSocketAddress address = UnixSocketAddress.of(deep.resolve("s"));
    if (address.text().startsWith("/")) {
      assertThat(address.text().length()).isLessThanOrEqualTo(UnixSocketAddress.MOST_BYTES);
    }
    try (UnixServerSocket server = UnixServerSocket.bind(address);
        UnixSocket client = UnixSocket.connect(address, LONG)) {
      assertThat(client.remoteAddress()).isEqualTo(server.address());
    }
    Files.delete(deep);
  }

  @Test
  void peersOfAnyNameCanBeAsked() throws Exception {
    ForeignPeer.PYTHON.require();
    for (String own : List.of("b's'", "b'@s'", "b'\\xff'", "(b'\\0pad' + bytes(104))")) {
      UnixSocketAddress server = UnixSocketAddress.of(folder.resolve("d"));
      try (UnixDatagramSocket socket = UnixDatagramSocket.bind(server, UnixServerOptions.DEFAULT);
          TestProcess python =
              TestProcess.start(
                  "python3",
                  "-c",
                  "import os, socket; os.chdir('"
                      + folder
                      + "'); s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind("
                      + own
                      + "); s.sendto(b'x', '"
                      + server.text()
                      + "'); print(s.recv(9).decode() if "
                      + own
                      + "[0] == 0 else 'y')")) {
        UnixDatagram question = socket.receiveFrom(Bytes.room(1), LONG);
        assertThat(question.sender().text()).matches("(?s)\\./.*|@pad\0+");
        if (question.sender().isAbstract()) {
          socket.sendTo(text("y"), question.sender());
        }
        assertThat(python.line()).isEqualTo("y");
        assertThat(python.exit()).isZero();
      }
      for (String left : List.of("s", "@s", "%ff")) {
        Files.deleteIfExists(folder.resolve(left));
      }
    }
  }

  @Test
  void whatTheKernelCannotTakeIsRefused() {
    for (String wrong : List.of("orders", "/a%00b", "@" + "x".repeat(108), "/" + "x".repeat(108))) {
      assertThatThrownBy(() -> UnixSocketAddress.parse(wrong))
          .as(wrong)
          .isInstanceOf(InvalidAddressException.class);
    }
  }
}
