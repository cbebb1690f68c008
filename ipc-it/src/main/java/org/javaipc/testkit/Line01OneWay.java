package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 1: one way, from the senders to the one receiver of the name. */
interface Line01OneWay extends ContractLine {
  @Test
  @DisplayName("1 what the sender sends, the receiver of that name gets")
  default void theReceiverGetsWhatTheSenderSends() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    sender.send("there");
    assertThat(receiver.receiveString()).isEqualTo("there");
    assertThat(sender.address()).isEqualTo(rig().address());
    assertThat(receiver.address()).isEqualTo(rig().address());
  }

  @Test
  @DisplayName("1 channels of different names know nothing of each other")
  default void namesAreApart() throws Exception {
    var here = rig().address();
    var there = rig().otherAddress();
    Receiver hereReceiver = rig().receiver(here);
    Receiver thereReceiver = rig().receiver(there);
    rig().sender(there).send("there");
    rig().sender(here).send("here");
    assertThat(hereReceiver.receiveString()).isEqualTo("here");
    assertThat(thereReceiver.receiveString()).isEqualTo("there");
  }
}
