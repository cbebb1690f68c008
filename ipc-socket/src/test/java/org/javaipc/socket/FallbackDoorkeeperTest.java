package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.javaipc.Address;
import org.javaipc.Connection;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers whose Netty breaks when it is used. */
class FallbackDoorkeeperTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"start", "later", "memory"})
  void serverGoesOnWithAThread(String when) throws Exception {
    Path name = folder.resolve("s");
    try (TestProcess process = TestProcess.java(1024, BrokenDoor.class, when, name);
        Connection client = Connections.connect(Address.parse("unix:" + name))) {
      client.sender().send("served");
      assertThat(client.receiver().receiveString()).isEqualTo("served");
      assertThat(process.line()).contains("Ipc.listen", "NoSuchMethodError");
      assertThat(process.exit()).isZero();
    }
  }
}
