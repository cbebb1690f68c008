package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an address with options that cannot be gets. */
interface LineOptions extends ContractLine {
  @Test
  @DisplayName(
      "0 an option that is unknown or has no value of its kind is named, with what is right")
  default void wrongOptions() {
    for (String option :
        new String[] {
          "capacty=1MiB",
          "capacity=lots",
          "capacity=0",
          "maxMessage=-1",
          "senders=0",
          "senders=100000",
          "end=sometimes",
          "mode=9",
          "trust=root",
          "wait=long",
          "connect=5",
          "framing=morse",
          "type=two words",
          "type=" + "x".repeat(101)
        }) {
      assertThatThrownBy(() -> rig().channel(option))
          .as(option)
          .isInstanceOf(InvalidAddressException.class)
          .hasMessageContaining(option.substring(0, option.indexOf('=')));
    }
    assertThatThrownBy(() -> rig().channel("capacty=1MiB")).hasMessageContaining("'capacity'");
  }

  @Test
  @DisplayName("0 a capacity that is too small works or is named in an error, and leaves nothing")
  default void tinyCapacity() throws Exception {
    for (String[] options : new String[][] {{"capacity=1"}, {"capacity=4KiB", "maxMessage=1MiB"}}) {
      try (var receiver = rig().channel(options).receiver();
          var sender = rig().channel().sender()) {
        byte[] longest = new byte[Math.toIntExact(receiver.maxMessage())];
        sender.send(longest);
        assertThat(receiver.receive()).isEqualTo(longest);
      } catch (IpcException | IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("capacity");
      }
    }
  }

  @Test
  @DisplayName(
      "0 a capacity over what there is, or can be, is refused at open, and nothing is left")
  default void hugeCapacity() throws Exception {
    long total = Files.getFileStore(rig().directory().path()).getTotalSpace();
    String option = "capacity=" + (Long.highestOneBit(total) << 1);
    Throwable refusal = catchThrowable(() -> openBothEnds(option));
    if (refusal == null) {
      throw rig().skipped(rig().provider().scheme() + ": really has " + option);
    }
    assertThat(refusal)
        .as(option)
        .isInstanceOfAny(ResourceLimitException.class, InvalidAddressException.class)
        .hasMessageContaining(rig().address().name());
    assertThat(rig().medium(rig().address())).isEmpty();
  }

  private void openBothEnds(String option) throws Exception {
    rig().receiver(option);
    rig().sender("connect=1s");
  }
}
