package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.javaipc.test.Needs;

/** What can have a name that is not a regular file. */
final class OtherKinds {
  private OtherKinds() {}

  /**
   * {@return what makes each kind, by what it is}
   *
   * @param name to be taken
   * @param elsewhere a file to which one of them leads
   */
  static Map<String, Step> at(Path name, Path elsewhere) {
    Map<String, Step> kinds = new LinkedHashMap<>();
    kinds.put("a directory", () -> Files.createDirectory(name));
    kinds.put("a link to nowhere", () -> Files.createSymbolicLink(name, Path.of("nowhere")));
    kinds.put("a link to a file", () -> Files.createSymbolicLink(name, elsewhere));
    kinds.put("a FIFO", () -> run("mkfifo", name.toString()));
    kinds.put("a socket", () -> makeSocket(name));
    return kinds;
  }

  private static void makeSocket(Path name) throws IOException {
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(name));
    }
  }

  private static void run(String... command) throws Exception {
    Needs.program(command[0]);
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    assertThat(status).as(String.join(" ", command)).isZero();
  }
}
