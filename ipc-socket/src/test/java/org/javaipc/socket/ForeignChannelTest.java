package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.spi.ChannelOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Channels with {@code framing=none}, whose other end is {@code socat}. */
class ForeignChannelTest {
  @TempDir Path folder;

  private org.javaipc.Channel channel() throws Exception {
    Address address = Address.parse("unix:" + folder.resolve("s") + "?framing=none");
    return new UnixProvider().channel(address, ChannelOptions.of(address, java.util.Set.of()));
  }

  @Test
  @DisplayName("U9 with a program that says no farewell, no peer's death is promised")
  void capabilities() throws Exception {
    assertThat(channel().capabilities())
        .contains(Capability.FOREIGN_PEER)
        .doesNotContain(Capability.PEER_DEATH);
  }

  @Test
  @DisplayName("U9 what socat sends is received, to the end of its stream")
  void socatSends() throws Exception {
    ForeignPeer.SOCAT.require();
    try (Receiver receiver = channel().receiver();
        TestProcess socat =
            TestProcess.start(
                "sh", "-c", "printf 'over there' | socat -u - UNIX-CONNECT:" + folder + "/s");
        InputStream bytes = receiver.inputStream()) {
      assertThat(new String(bytes.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("over there");
      assertThat(receiver.isEnded()).isTrue();
      assertThat(socat.exit()).isZero();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  @DisplayName("U9 socat receives what is sent, and the end of the stream")
  void socatReceives() throws Exception {
    ForeignPeer.SOCAT.require();
    try (TestProcess socat =
        TestProcess.start("socat", "-u", "UNIX-LISTEN:" + folder + "/s", "STDOUT")) {
      try (Sender sender = channel().sender()) {
        sender.send("back ");
        sender.send("again\n");
      }
      assertThat(socat.line()).isEqualTo("back again");
      assertThat(socat.exit()).isZero();
    }
  }
}
