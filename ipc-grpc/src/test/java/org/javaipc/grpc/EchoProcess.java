package org.javaipc.grpc;

import io.grpc.Server;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A server of {@link Echo} in a process of its own, which prints a line when it listens. */
public final class EchoProcess {
  private EchoProcess() {}

  /** Serves the address of the first argument until standard input ends. */
  public static void main(String[] args) throws Exception {
    Server server = IpcServerBuilder.forAddress(args[0]).addService(new Echo()).build().start();
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Nothing is told.
    }
    server.shutdownNow().awaitTermination();
  }

  /** {@return a server of shm: that has no transports, on the class path or on the module path} */
  static Process withoutTransports(boolean modules) throws IOException {
    String[] path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.matches(".*ipc-(shm|mmap|pipe|mq|socket)\\b.*"))
            .toArray(String[]::new);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
    if (modules) {
      String modular =
          ".*(ipc-(api|grpc|core|linux)|grpc-(api|core|stub|util)|guava-|failureaccess|perfmark).*";
      Predicate<String> tests = entry -> entry.endsWith("test-classes");
      command.add("-p");
      command.add(join(path, tests.negate().and(entry -> entry.matches(modular))));
      command.add("--patch-module=org.javaipc.grpc=" + join(path, tests));
      command.add("--add-reads=org.javaipc.grpc=ALL-UNNAMED");
      command.add("-cp");
      command.add(join(path, tests.negate().and(entry -> !entry.matches(modular))));
      command.add("-m");
      command.add("org.javaipc.grpc/" + EchoProcess.class.getName());
    } else {
      command.add("-cp");
      command.add(String.join(File.pathSeparator, path));
      command.add(EchoProcess.class.getName());
    }
    command.add("shm:x");
    return new ProcessBuilder(command).start();
  }

  private static String join(String[] path, Predicate<String> some) {
    return Arrays.stream(path).filter(some).collect(Collectors.joining(File.pathSeparator));
  }

  /** {@return the process, once it listens} */
  static Process start(String address) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                EchoProcess.class.getName(),
                address)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (!"ready".equals(out.readLine())) {
      process.destroyForcibly();
      throw new IOException("the server did not start");
    }
    return process;
  }
}
