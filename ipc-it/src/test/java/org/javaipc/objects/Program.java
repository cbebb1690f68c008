package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process, which a test talks to line by line. */
final class Program implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final BufferedReader lines;

  private Program(Process process) {
    this.process = process;
    this.lines = process.inputReader();
  }

  static Program start(List<String> command) throws IOException {
    return new Program(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Starts the main method of a class of these tests in another JVM. */
  static Program java(Class<?> main, Object... arguments) throws IOException {
    return start(javaCommand(System.getProperty("java.class.path"), main, arguments));
  }

  static List<String> javaCommand(String classPath, Class<?> main, Object... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  /** Runs a command to its end, which is success; {@return what it printed, stripped}. */
  static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  long pid() {
    return process.pid();
  }

  /** {@return the next line that it prints; null at the end} */
  String line() throws IOException {
    return lines.readLine();
  }

  /** Ends its input. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Kills it and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    exit();
  }

  int exit() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
