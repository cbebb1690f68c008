package org.javaipc.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.javaipc.IpcContext;
import org.javaipc.Sender;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** A test as a user writes it. */
@SpringJUnitConfig(AutoConfigureIpcTest.Desk.class)
@AutoConfigureIpc
@TestPropertySource(properties = "ipc.channel.orders=shm:orders?capacity=4MiB")
class AutoConfigureIpcTest {
  /** What is tested. */
  static final class Desk {
    final List<String> taken = new CopyOnWriteArrayList<>();

    @IpcListener("orders")
    void take(String order) {
      taken.add(order);
    }
  }

  @Autowired Desk desk;

  @Autowired
  @IpcSender("orders")
  Sender orders;

  @Autowired IpcContext ipc;

  @Test
  void channelsAreMemory() throws Exception {
    orders.send("buy 100");
    await().untilAsserted(() -> assertThat(desk.taken).containsExactly("buy 100"));
    assertThat(ipc.resolve("orders").scheme()).isEqualTo("memory");
  }
}
