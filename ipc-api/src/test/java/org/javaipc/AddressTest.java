package org.javaipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of addresses. */
class AddressTest {
  @Test
  void anAddressHasSchemeNameAndOptions() {
    Address address = Address.parse("shm:orders?capacity=4MiB&wait=spin");
    assertThat(address.scheme()).isEqualTo("shm");
    assertThat(address.name()).isEqualTo("orders");
    assertThat(address.options())
        .containsExactly(Map.entry("capacity", "4MiB"), Map.entry("wait", "spin"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shm:orders",
        "shm:orders?capacity=4MiB&wait=spin",
        "unix:@app",
        "fifo:/tmp/a b/:=&",
        "mmap:/var/lib/x.ring?trust=uid:1000,gid:100",
        "shm:a.b_c-D9",
        "unix:@/tmp/dbus-1",
        "unix:@padded%00%00",
        "unix:/tmp/caf%E9%3F%25%0A",
        "unix:./relative",
        "fifo:dir/café"
      })
  void whatParsesIsPrintedAsItWas(String text) {
    assertThat(Address.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "shm:x, PLAIN",
    "unix:@x, ABSTRACT",
    "fifo:/x, PATH",
    "fifo:./x, PATH",
    "unix:@/x, ABSTRACT"
  })
  void aNameHasOneOfThreeForms(String text, NameForm form) {
    assertThat(Address.parse(text).nameForm()).isEqualTo(form);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "orders | there must be a colon after the scheme",
        ":orders | the scheme must be 1 to 16 characters of a-z 0-9",
        "SHM:orders | the scheme must be 1 to 16 characters of a-z 0-9",
        "1shm:orders | the scheme must be 1 to 16 characters of a-z 0-9",
        "shm: | the name must be 1 to 64 characters of",
        "shm:. | the name must be 1 to 64 characters of",
        "shm:.. | the name must be 1 to 64 characters of",
        "shm:a b | the name must be 1 to 64 characters of",
        "unix:@ | the name must be 1 to 64 characters of",
        "shm:x? | '' is not option=value",
        "shm:x?capacity | 'capacity' is not option=value",
        "shm:x?capacity= | 'capacity=' is not option=value",
        "shm:x?=1 | '=1' is not option=value",
        "shm:x?a=1&&b=2 | '' is not option=value",
        "shm:x?a=b=c | 'a=b=c' is not option=value",
        "shm:x?a=1&a=2 | option 'a' is given twice",
      })
  void whatDoesNotParseIsRefusedWithTheGrammar(String text, String reason) {
    assertThatThrownBy(() -> Address.parse(text))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining(reason)
        .hasMessageEndingWith(
            "an address is scheme:name?option=value&option=value, such as shm:orders?capacity=4MiB");
  }

  @Test
  void anEscapeIsAByteOfTheName() {
    assertThat(Address.parse("unix:@a%00b%2f").name()).isEqualTo("@a\0b/");
    assertThat(Address.parse("unix:/caf%c3%a9").name()).isEqualTo("/caf\u00e9");
    assertThat(Address.parse("unix:/caf%e9").name()).isEqualTo("/caf\udce9");
    assertThat(Address.parse("unix:/\uD83D\uDE00%ff")).hasToString("unix:/\uD83D\uDE00%FF");
    for (String wrong : new String[] {"unix:@a%", "unix:/%0", "unix:/a%zz", "unix:/a%00b"}) {
      assertThatThrownBy(() -> Address.parse(wrong))
          .as(wrong)
          .isInstanceOf(InvalidAddressException.class);
    }
    assertThatThrownBy(() -> Address.parse("unix:/a\nb"))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("'unix:/a?b'");
  }

  @Test
  void aNameHasAtMost64Characters() {
    assertThat(Address.parse("shm:" + "n".repeat(64)).name()).hasSize(64);
    assertThatThrownBy(() -> Address.parse("shm:" + "n".repeat(65)))
        .isInstanceOf(InvalidAddressException.class);
  }

  @Test
  void controlCharactersNeverReachAMessage() {
    assertThatThrownBy(() -> Address.parse("shm:a\u001b[2Jb\n"))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("'shm:a?[2Jb?'");
  }
}
