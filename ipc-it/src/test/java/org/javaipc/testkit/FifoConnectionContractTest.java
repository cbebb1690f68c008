package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.javaipc.CorruptChannelException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Connections over {@code fifo:} keep their promises within one process. */
class FifoConnectionContractTest extends ConnectionContract {
  private static final byte[] GARBAGE = {-1, -1, -1, 127, 1, 2, 3, 4, 5};

  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("fifo");
  }

  @Test
  @DisplayName(
      "C17 bytes that are not a message, again and again: counted, and the server serves on")
  void garbageInTheFifo() throws Exception {
    Server server = rig().server();
    for (int i = 0; i < 130; i++) {
      long counted = server.refused();
      writeGarbage();
      rig().until("the garbage is counted", () -> server.refused() > counted);
    }
    PeerConnections.expect(rig().connect(), rig(), server);
  }

  @Test
  @DisplayName(
      "16 bytes that are not a message in a mailbox: a typed error, and the next one arrives")
  void garbageInAMailbox() throws Exception {
    Receiver receiver = rig().receiver("end=never");
    Sender sender = rig().sender();
    for (int i = 0; i < 3; i++) {
      writeGarbage();
      rig().start("receive", () -> receiver.receive()).joinFailing(CorruptChannelException.class);
      sender.send("whole");
      assertThat(receiver.receiveString()).isEqualTo("whole");
    }
  }

  private void writeGarbage() throws Exception {
    Path fifo = rig().directory().path().resolve(rig().address().name() + ".fifo");
    Files.write(fifo, GARBAGE, StandardOpenOption.WRITE);
  }
}
