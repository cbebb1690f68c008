package org.javaipc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.SlowPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options of a topic: their defaults, and what is refused. */
class TopicOptionsTest {
  private static TopicOptions options(String text) {
    return TopicOptions.of(Address.parse(text), Set.of());
  }

  @Test
  void nothingStatedIsNothingFixed() {
    TopicOptions options = options("shm:prices");
    assertThat(options.slow()).isEmpty();
    assertThat(options.patience()).isEmpty();
    assertThat(options.subscribers()).isEmpty();
    assertThat(options.history()).isEqualTo(TopicHistory.NONE);
    assertThat(options.channel().mailbox()).as("end=never").isTrue();
  }

  @Test
  void whatIsStatedIsRead() {
    TopicOptions options =
        options("shm:prices?slow=wait&patience=500ms&subscribers=3&end=last&history=100");
    assertThat(options.slow()).hasValue(SlowPolicy.WAIT);
    assertThat(options.patience()).hasValue(Duration.ofMillis(500));
    assertThat(options.subscribers()).hasValue(3);
    assertThat(options.history()).isEqualTo(TopicHistory.ofMessages(100));
    assertThat(options.channel().mailbox()).isFalse();
  }

  @Test
  void aHistoryWithAUnitIsBytes() {
    assertThat(options("shm:prices?history=64KiB").history())
        .isEqualTo(TopicHistory.ofBytes(64 << 10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shm:x?slow=block|slow=block is not one of wait, drop, disconnect",
        "shm:x?slow=dorp|did you mean 'drop'",
        "shm:x?patience=soon|patience=soon is not a duration",
        "shm:x?slow=drop&patience=1s|it applies only to slow=wait",
        "shm:x?subscribers=0|subscribers=0 is not a number from 1 to 256",
        "shm:x?history=some|history=some is not a number of messages such as 1 or 100",
        "shm:x?end=first|end=first is not one of",
        "shm:x?framing=none|unknown option 'framing'",
        "shm:x?histroy=1|did you mean 'history'"
      })
  void badValuesAreRefused(String address, String message) {
    assertThatThrownBy(() -> options(address))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining(message);
  }
}
