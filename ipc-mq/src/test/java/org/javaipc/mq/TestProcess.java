package org.javaipc.mq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Another process, whose output is read line by line; killed at the end if it still runs. */
final class TestProcess implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 60;

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private TestProcess(Process process) {
    this.process = process;
    Thread.ofPlatform().daemon().name("output-of-" + process.pid()).start(this::read);
  }

  static TestProcess start(List<String> command) throws IOException {
    return new TestProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Starts a main class in another JVM. */
  static TestProcess java(Class<?> main, Object... arguments) throws IOException {
    return start(command(main, arguments));
  }

  /** {@return what starts a main class in another JVM} */
  static List<String> command(Class<?> main, Object... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                classPath(),
                main.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return command;
  }

  private static String classPath() {
    return Stream.of(
            location(TestProcess.class).toString(),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""))
        .filter(path -> !path.isEmpty())
        .collect(Collectors.joining(":"));
  }

  private static Path location(Class<?> type) {
    String file = "/" + type.getName().replace('.', '/') + ".class";
    String url = type.getResource(file).toString();
    return Path.of(URI.create(url.substring(0, url.length() - file.length())));
  }

  long pid() {
    return process.pid();
  }

  /** Waits for the next line of output. */
  String line() throws InterruptedException {
    String line = lines.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(line).as("a line from the other process").isNotNull();
    return line;
  }

  /** Waits for the end of the process; {@return its exit status}. */
  int exit() throws InterruptedException {
    assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
    return process.exitValue();
  }

  /** Kills it with SIGKILL, and waits for its end. */
  void kill() {
    close();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private void read() {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("cannot read its output: " + e);
    }
  }
}
