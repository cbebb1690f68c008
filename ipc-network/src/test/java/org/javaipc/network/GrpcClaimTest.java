package org.javaipc.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.time.Duration;
import org.javaipc.Claim;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That records lie at the same places of the rings at both ends, whatever senders claim and give up. */
@Timeout(60)
class GrpcClaimTest {
  private final String name = "grpc:orders?" + FreePort.at();

  GrpcClaimTest() throws Exception {}

  @Test
  @DisplayName("claims that are given up at the end of the ring cost no room for good")
  void abandonedClaims() throws Exception {
    try (Receiver receiver = Ipc.receiver(name + "&capacity=4KiB&maxMessage=1000");
        Sender sender = Ipc.sender(name)) {
      byte[] message = new byte[100];
      for (int i = 0; i < 1000; i++) {
        try (Claim claim = sender.claim(1000)) {
          claim.segment().set(ValueLayout.JAVA_BYTE, claim.offset(), (byte) 1);
        }
        message[0] = (byte) i;
        assertThat(sender.send(message, Duration.ofSeconds(5))).as("message %d", i).isTrue();
        assertThat(receiver.receive()).isEqualTo(message);
      }
    }
  }

  @Test
  @DisplayName(
      "a full ring whose end was skipped for a claim that was given up fits at the other end")
  void fullRings() throws Exception {
    try (Receiver receiver = Ipc.receiver(name + "&capacity=4KiB&maxMessage=1000");
        Sender sender = Ipc.sender(name)) {
      byte[] message = new byte[88];
      for (int i = 0; i < 200; i++) {
        try (Claim claim = sender.claim(1000)) {
          claim.segment().set(ValueLayout.JAVA_BYTE, claim.offset(), (byte) 1);
        }
        int count = 0;
        while (sender.offer(message)) {
          count++;
        }
        for (; count > 0; count--) {
          assertThat(receiver.receive()).isEqualTo(message);
        }
      }
    }
  }
}
