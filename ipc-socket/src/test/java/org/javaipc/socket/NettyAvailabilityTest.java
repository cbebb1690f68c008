package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.javaipc.Address;
import org.javaipc.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers of processes that have Netty's epoll transport, or have it not. */
class NettyAvailabilityTest {
  @TempDir Path folder;

  /** Lets a process of that kind serve; {@return its remarks}. */
  private String remarks(boolean netty, List<String> options) throws Exception {
    Path name = folder.resolve("s");
    try (TestProcess process = TestProcess.java(1024, options, Listening.class, name)) {
      assertThat(process.line()).isEqualTo("client false");
      assertThat(process.line()).isEqualTo("server " + netty);
      String remarks = process.line();
      try (Connection client = Connections.connect(Address.parse("unix:" + name))) {
        client.sender().send("served");
        assertThat(client.receiver().receiveString()).isEqualTo("served");
      }
      assertThat(process.exit()).isZero();
      return remarks;
    }
  }

  @Test
  void nettyKeepsTheDoorWhereItCan() throws Exception {
    assertThat(remarks(true, List.of())).isEqualTo("[]");
  }

  @Test
  void serverDoesWithoutNettyWhereItIsSwitchedOff() throws Exception {
    assertThat(remarks(false, List.of("-Dio.netty.transport.noNative=true")))
        .contains("Ipc.listen", "-Dio.netty.transport.noNative=true");
  }

  @Test
  void serverNeedsNoClassOfNettys() throws Exception {
    String without =
        Arrays.stream(TestProcess.classPath().split(":"))
            .filter(path -> !path.contains("netty"))
            .collect(Collectors.joining(":"));
    assertThat(remarks(false, List.of("-cp", without)))
        .contains("Ipc.listen", "NoClassDefFoundError", "netty-transport-native-epoll");
  }

  @Test
  void serverDoesWithoutNettyWhereItsLibraryIsMissing() throws Exception {
    String without =
        Arrays.stream(TestProcess.classPath().split(":"))
            .filter(path -> !path.contains("netty-transport-native-epoll"))
            .collect(Collectors.joining(":"));
    assertThat(remarks(false, List.of("-cp", without)))
        .contains("Ipc.listen", "UnsatisfiedLinkError", "netty-transport-native-epoll");
  }
}
