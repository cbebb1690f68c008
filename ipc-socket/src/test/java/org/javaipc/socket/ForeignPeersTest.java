package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs in other languages at the other end, in both roles. */
class ForeignPeersTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  @ParameterizedTest(name = "U9 {0} as the server")
  @DisplayName("U9 a server that knows nothing of us")
  @EnumSource
  void foreignServer(ForeignPeer peer) throws Exception {
    peer.require();
    for (String path : new String[] {folder.resolve("s").toString(), abstractName()}) {
      try (TestProcess server = TestProcess.start(peer.server(path))) {
        assertThat(server.line()).isEqualTo("listening");
        try (UnixSocket client = UnixSocket.connect(new UnixSocketAddress(path), LONG)) {
          client.write(Bytes.of("echo this"));
          assertThat(Bytes.read(client, 9)).isEqualTo("echo this");
          client.shutdownOutput();
          assertThat(client.read(Bytes.room(1))).isEqualTo(UnixSocket.END_OF_STREAM);
        }
        assertThat(server.exit()).isZero();
      }
    }
  }

  @ParameterizedTest(name = "U9 {0} as the client")
  @DisplayName("U9 a client that knows nothing of us")
  @EnumSource
  void foreignClient(ForeignPeer peer) throws Exception {
    peer.require();
    for (String path : new String[] {folder.resolve("s").toString(), abstractName()}) {
      try (UnixServerSocket server = UnixServerSocket.bind(new UnixSocketAddress(path));
          TestProcess client = TestProcess.start(peer.client(path, "over there"))) {
        try (UnixSocket accepted = server.accept(LONG)) {
          String heard = all(accepted);
          accepted.write(Bytes.of(heard + " and back\n"));
        }
        assertThat(client.line()).isEqualTo("over there and back");
        assertThat(client.exit()).isZero();
      }
    }
  }

  private static String all(UnixSocket socket) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] some = new byte[1000];
    for (long n; (n = socket.read(MemorySegment.ofArray(some))) > 0; ) {
      all.write(some, 0, (int) n);
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  private static String abstractName() {
    return "@javaipc-foreign-" + ProcessHandle.current().pid();
  }

  @Test
  @DisplayName("U7 descriptors go to a C program and come from it")
  void descriptorsToAndFromC() throws Exception {
    ForeignPeer.C.require();
    Path theirs = Files.writeString(folder.resolve("theirs"), "from C");
    Path ours = Files.writeString(folder.resolve("ours"), "from Java\n");
    UnixSocketAddress address = UnixSocketAddress.of(folder.resolve("s"));
    try (UnixServerSocket server = UnixServerSocket.bind(address);
        TestProcess c = TestProcess.start(ForeignPeer.compiled(), "pass", address.text(), theirs);
        UnixSocket accepted = server.accept(LONG);
        PassedDescriptor sent = PassedDescriptor.open(ours, false)) {
      List<PassedDescriptor> came = new ArrayList<>();
      assertThat(accepted.read(Bytes.room(2), came)).isEqualTo(2);
      try (PassedDescriptor file = came.getFirst();
          FileChannel content = file.fileChannel(Set.of(StandardOpenOption.READ))) {
        assertThat(Channels.newInputStream(content)).hasContent("from C");
      }
      accepted.write(Bytes.of("fd"), List.of(sent));
      assertThat(c.line()).isEqualTo("from Java");
      assertThat(c.exit()).isZero();
    }
  }
}
