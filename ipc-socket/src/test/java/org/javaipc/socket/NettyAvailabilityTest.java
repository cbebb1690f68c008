package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  private static String classPathWithout(String part) {
    return Arrays.stream(TestProcess.classPath().split(":"))
        .filter(path -> !path.contains(part))
        .collect(Collectors.joining(":"));
  }

  @Test
  void serverNeedsNoClassOfNettys() throws Exception {
    assertThat(remarks(false, List.of("-cp", classPathWithout("netty"))))
        .contains("Ipc.listen", "Netty's epoll transport is missing")
        .contains("netty-transport-native-epoll", "4.2 or newer");
  }

  @Test
  void serverDoesWithoutNettyWhereItsLibraryIsMissing() throws Exception {
    assertThat(remarks(false, List.of("-cp", classPathWithout("netty-transport-native-epoll"))))
        .contains("Ipc.listen", "UnsatisfiedLinkError", "netty-transport-native-epoll");
  }

  private static Path olderNetty() throws Exception {
    Path classes =
        Path.of(
            NettyAvailabilityTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    return classes.resolveSibling("netty-4.1");
  }

  @Test
  void serverDoesWithoutAnOlderNetty() throws Exception {
    String older = classPathWithout("netty") + ":" + olderNetty() + "/*";
    assertThat(remarks(false, List.of("-cp", older)))
        .contains("Ipc.listen", "this is Netty 4.1.", "4.2 or newer is needed");
  }

  @Test
  void serverDoesWithoutAMixtureOfOlderAndNewerJars() throws Exception {
    for (String jar : List.of("netty-common", "netty-transport", "netty-buffer")) {
      try (Stream<Path> files = Files.list(olderNetty())) {
        Path older =
            files
                .filter(file -> file.getFileName().toString().matches(jar + "-[0-9.]+Final.jar"))
                .findFirst()
                .orElseThrow();
        String mixed = older + ":" + TestProcess.classPath();
        assertThat(served(List.of("-cp", mixed))).as(jar).contains("4.1.");
      }
    }
  }

  /** Lets a process serve, with Netty or without; {@return the jar that comes first}. */
  private String served(List<String> options) throws Exception {
    Path name = folder.resolve("s");
    try (TestProcess process = TestProcess.java(1024, options, Listening.class, name)) {
      assertThat(process.line()).isEqualTo("client false");
      assertThat(process.line()).startsWith("server ");
      process.line();
      try (Connection client = Connections.connect(Address.parse("unix:" + name))) {
        client.sender().send("served");
        assertThat(client.receiver().receiveString()).isEqualTo("served");
      }
      assertThat(process.exit()).isZero();
    }
    return options.getLast();
  }
}
