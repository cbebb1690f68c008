package org.javaipc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.javaipc.AccessPolicy;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.WaitStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options of an address: what is read, what is refused. */
class ChannelOptionsTest {
  private static ChannelOptions of(String options) {
    return ChannelOptions.of(Address.parse("shm:x" + options), Set.of());
  }

  @Test
  void whatIsNotStatedHasItsDefault() {
    ChannelOptions options = of("");
    assertThat(options.capacity()).isEmpty();
    assertThat(options.maxMessage()).isEmpty();
    assertThat(options.senders()).isEmpty();
    assertThat(options.mailbox()).isFalse();
    assertThat(options.access()).isEqualTo(AccessPolicy.PRIVATE);
    assertThat(options.waiting()).isEqualTo(WaitStrategy.ADAPTIVE);
    assertThat(options.connect()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.framed()).isTrue();
    assertThat(options.directory()).isEmpty();
  }

  @Test
  void everyOptionIsRead() {
    ChannelOptions options =
        of(
            "?capacity=4MiB&maxMessage=64KiB&senders=3&end=never&mode=0660&trust=uid:1000,gid:7"
                + "&wait=spin&connect=2m&framing=none&dir=/run/app");
    assertThat(options.capacity()).hasValue(4 << 20);
    assertThat(options.maxMessage()).hasValue(64 << 10);
    assertThat(options.senders()).hasValue(3);
    assertThat(options.mailbox()).isTrue();
    assertThat(options.access()).isEqualTo(new AccessPolicy(0660, Set.of(1000), Set.of(7)));
    assertThat(options.waiting()).isEqualTo(WaitStrategy.SPIN);
    assertThat(options.connect()).isEqualTo(Duration.ofMinutes(2));
    assertThat(options.framed()).isFalse();
    assertThat(options.directory()).contains(Path.of("/run/app"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "capacity=big | capacity=big is not a size such as 65536, 64KiB",
        "capacity=0 | capacity=0 is not a size of at least 1",
        "capacity=4MB | is not a size such as",
        "capacity=9223372036854775807GiB | is not a size such as",
        "capacity=-1 | is not a size such as",
        "maxMessage=1.5KiB | is not a size such as",
        "senders=0 | is not a number from 1 to 256",
        "senders=257 | is not a number from 1 to 256",
        "senders=many | is not a number from 1 to 256",
        "end=later | is not one of last, never",
        "end=nevr | did you mean 'never'?",
        "mode=888 | is not an octal permission",
        "mode=07777 | is not an octal permission",
        "trust=root | is not a list of numeric ids such as uid:1000,gid:100",
        "trust=uid:x | is not a list of numeric ids",
        "trust=uid:4294967295 | is not a list of numeric ids",
        "group=users | is not the number of a user or a group",
        "wait=sleep | is not one of adaptive, spin, yield, park",
        "connect=10 | is not a duration such as 500ms, 10s, 2m, 1h or 7d",
        "connect=-1s | is not a duration",
        "framing=xml | is not one of length, none",
        "dir=relative | is not an absolute path",
        "capacty=1 | unknown option 'capacty' (did you mean 'capacity'?)",
      })
  void aValueThatIsNoneIsRefusedWithWhatWouldBe(String option, String message) {
    assertThatThrownBy(() -> of("?" + option))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("address 'shm:x?" + option + "'")
        .hasMessageContaining(message);
  }
}
