package org.javaipc.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server of {@link Echo} in a process of its own, which prints a line when it listens at all its addresses. */
public final class EchoProcess {
  private EchoProcess() {}

  /** Serves the addresses until it is killed. */
  public static void main(String[] addresses) throws Exception {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, IpcIoHandler.newFactory());
    for (String address : addresses) {
      new ServerBootstrap()
          .group(group)
          .channel(IpcServerChannel.class)
          .childHandler(new Echo())
          .bind(IpcSocketAddress.of(address))
          .sync();
    }
    System.out.println("ready");
  }

  /** {@return the process, once it listens} */
  static Process start(List<String> addresses) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                EchoProcess.class.getName()));
    command.addAll(addresses);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (!"ready".equals(out.readLine())) {
      process.destroyForcibly();
      throw new IOException("the server did not start");
    }
    return process;
  }
}
