package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.javaipc.Capability;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 12: senders of a receiver whose process has no descriptor left. */
interface ProcessStarved extends ContractLine {
  @Test
  @DisplayName(
      "12 a receiver without descriptors: what a second sender has sent arrives all the same")
  default void starvedReceiver() throws Exception {
    rig().require(Capability.MANY_SENDERS);
    PeerProcess peer = rig().peerWithFewDescriptors();
    peer.ask("ok", "receiver", rig().address());
    Messages messages = rig().messages(100, 100);
    Sender first = rig().sender();
    Outgoing ahead = new Outgoing(first, messages);
    ahead.send(2);
    peer.ask("received", "receive", messages, 0, 2);
    peer.ask("starved", "starve", 2000);
    try (Sender second = rig().sender()) {
      new Outgoing(second, messages).from(2).send(3);
    }
    assertThat(peer.ask("received", "receive", messages, 2, 3)).isEqualTo("3");
    first.close(); // sooner it would leave a descriptor to the second one
  }
}
