package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An error in a configured address says where the address came from. */
class ConfiguredAddressTest {
  private static IpcContext configured(String address) {
    return IpcContext.builder().channels(Map.of("orders", address)).build();
  }

  @ParameterizedTest
  @CsvSource({
    "shm:orders?capcity=1MiB, unknown option 'capcity'",
    "shm:orders?capacity=many, capacity=many is not a size",
    "shmm:orders, unknown scheme 'shmm'",
    "sem:door?clients=3, unknown option 'clients'",
    "mmap:prices?slow=often, slow=often"
  })
  @DisplayName("the error names the key, its source, and what is wrong with the address")
  void located(String address, String wrong) {
    IpcContext context = configured(address);
    assertThatThrownBy(() -> context.resolve("orders"))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageStartingWith("ipc.channel.orders from ")
        .hasMessageContaining(address)
        .hasMessageContaining(wrong);
    assertThatThrownBy(() -> context.receiver("orders").close())
        .hasMessageStartingWith("ipc.channel.orders from ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shm:orders?capacity=1MiB",
        "shm:desk?clients=3",
        "shm:prices?slow=drop",
        "mmap:trades?keep=7d&as=billing",
        "sem:door?key=7",
        "unix:desk?framing=lines"
      })
  @DisplayName("the address of any kind of end is accepted")
  void accepted(String address) throws Exception {
    assertThat(configured(address).resolve("orders")).hasToString(address);
  }
}
