package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.TransportUnavailableException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the names that the grammar of addresses allows get. */
interface LineNames extends ContractLine {
  /** Dots and dashes where they are odd. */
  List<String> ODD = List.of("..a", ".hidden", "...", "-", "_", "a..b", "a.lock");

  @Test
  @DisplayName("0 every plain name carries messages and can be looked at, one with a dot first too")
  default void oddNames() throws Exception {
    for (String name : ODD) {
      Address address = rig().addressOf(name);
      look(address);
      try (Receiver receiver = Ipc.receiver(address.toString());
          Sender sender = Ipc.sender(address.toString())) {
        sender.send(new byte[] {42});
        assertThat(receiver.receive()).as(name).containsExactly(42);
        look(address);
      }
    }
  }

  private void look(Address address) throws Exception {
    try {
      assertThat(Ipc.builder().build().status(address.toString()))
          .allMatch(status -> status.problem().isEmpty());
    } catch (TransportUnavailableException e) {
      assertThat(e).hasMessageContaining(rig().provider().scheme()); // nothing to look at
    }
  }

  @Test
  @DisplayName("0 a name that the library keeps for itself works or is an invalid address")
  default void reservedNames() throws Exception {
    for (String name : new String[] {".proc-x", ".new-1"}) {
      Address address = rig().addressOf(name);
      try (Receiver receiver = Ipc.receiver(address.toString());
          Sender sender = Ipc.sender(address.toString())) {
        sender.send(new byte[] {42});
        assertThat(receiver.receive()).as(name).containsExactly(42);
      } catch (InvalidAddressException e) {
        assertThat(e).hasMessageContaining(name);
      }
    }
  }
}
