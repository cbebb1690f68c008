package org.javaipc.core.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.javaipc.Address;
import org.javaipc.GeometryMismatchException;
import org.javaipc.InvalidAddressException;
import org.javaipc.spi.ChannelOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RingLimitsTest {
  private static final int GIB = 1 << 30;

  private static Address address(String options) {
    return Address.parse("memory:x" + options);
  }

  private static RingLimits of(String options) {
    return RingLimits.of(address(options), options(options));
  }

  private static ChannelOptions options(String options) {
    return ChannelOptions.of(address(options), Set.of());
  }

  @Test
  void withoutOptionsALaneHasOneMebibyteAndSixteenSenders() {
    assertThat(of("")).isEqualTo(new RingLimits(1 << 20, 1 << 17, 16, false));
    assertThat(of("?end=never").mailbox()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1KiB, 4096",
    "1025, 4096",
    "4096, 4096",
    "4097, 8192",
    "1000000, 1048576",
    "1GiB, 1073741824"
  })
  void aCapacityIsRoundedUpToAPowerOfTwoAndAPage(String stated, long capacity) {
    assertThat(of("?capacity=" + stated).capacity()).isEqualTo(capacity);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1023", "1073741825", "2GiB", "4611686018427387904"})
  void aCapacityOutOfRangeIsRefused(String stated) {
    assertThatThrownBy(() -> of("?capacity=" + stated))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageStartingWith("address 'memory:x?capacity=" + stated + "': capacity=")
        .hasMessageContaining("is not within 1KiB to 1GiB");
  }

  @Test
  void aLongMessageMakesTheDefaultCapacityGrow() {
    assertThat(of("?maxMessage=10MiB")).isEqualTo(new RingLimits(1 << 25, 10 << 20, 16, false));
    assertThat(of("?maxMessage=0").capacity()).isEqualTo(1 << 20);
  }

  @Test
  void aMessageLongerThanItsRingIsRefusedWithTheCapacityThatItNeeds() {
    assertThatThrownBy(() -> of("?capacity=4KiB&maxMessage=2033"))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessage(
            "address 'memory:x?capacity=4KiB&maxMessage=2033': maxMessage=2033 needs a capacity of"
                + " at least 8192; capacity=4096 holds messages of up to 2032 bytes");
    assertThat(of("?capacity=4KiB&maxMessage=2032").maxMessage()).isEqualTo(2032);
    assertThat(of("?capacity=8192&maxMessage=2033").maxMessage()).isEqualTo(2033);
  }

  @ParameterizedTest
  @ValueSource(strings = {"536870897", "1GiB", "4611686018427387904"})
  void aMessageThatNoRingHoldsIsRefused(String stated) {
    assertThatThrownBy(() -> of("?maxMessage=" + stated))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageEndingWith("is more than a ring can hold, which is 536870896 bytes");
  }

  @Test
  void whatIsAskedForCanExist() {
    for (long maxMessage = 0; maxMessage <= RingLimits.longestMessage(GIB); maxMessage += 999_983) {
      assertThat(of("?maxMessage=" + maxMessage).isValid()).isTrue();
    }
    assertThat(of("?maxMessage=" + RingLimits.longestMessage(GIB)).isValid()).isTrue();
  }

  @Test
  void whatCannotBeIsNotValid() {
    assertThat(new RingLimits(4096, 2032, 1, false).isValid()).isTrue();
    assertThat(new RingLimits(4096, 2033, 1, false).isValid()).isFalse();
    assertThat(new RingLimits(4096, -1, 1, false).isValid()).isFalse();
    assertThat(new RingLimits(4095, 1, 1, false).isValid()).isFalse();
    assertThat(new RingLimits(2048, 1, 1, false).isValid()).isFalse();
    assertThat(new RingLimits(Long.MIN_VALUE, 1, 1, false).isValid()).isFalse();
    assertThat(new RingLimits(2L * GIB, 1, 1, false).isValid()).isFalse();
    assertThat(new RingLimits(4096, 1, 0, false).isValid()).isFalse();
    assertThat(new RingLimits(4096, 1, 257, false).isValid()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "?capacity=60000", "?capacity=64KiB", "?maxMessage=8192", "?senders=3"})
  void aSenderMayStateWhatTheReceiverHas(String stated) {
    RingLimits geometry = of("?capacity=64KiB&senders=3");
    assertThatCode(() -> geometry.checkStated(address(stated), options(stated)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "capacity=32KiB, capacity=32768, capacity=65536",
    "maxMessage=8191, maxMessage=8191, maxMessage=8192",
    "senders=4, senders=4, senders=3"
  })
  void aSenderThatStatesAnotherThingIsToldBoth(String stated, String its, String actual) {
    RingLimits geometry = of("?capacity=64KiB&senders=3");
    assertThatThrownBy(() -> geometry.checkStated(address("?" + stated), options("?" + stated)))
        .isInstanceOf(GeometryMismatchException.class)
        .hasMessageStartingWith("memory:x?" + stated + ": ")
        .hasMessageContaining(its)
        .hasMessageContaining(actual);
  }
}
