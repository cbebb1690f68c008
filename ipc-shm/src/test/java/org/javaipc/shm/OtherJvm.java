package org.javaipc.shm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Another JVM with everything on its class path that this one has. */
final class OtherJvm implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 120;
  private static final String END = "(it has ended)";

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private OtherJvm(Process process) {
    this.process = process;
    Thread.ofPlatform().daemon().start(this::follow);
  }

  /** Starts a main class of the tests. */
  static OtherJvm start(Class<?> main, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx64m",
            "-cp",
            classPath(),
            main.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return new OtherJvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  private static String classPath() {
    return Stream.of(
            location(OtherJvm.class),
            location(SemProvider.class),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""))
        .filter(path -> !path.isEmpty())
        .distinct()
        .collect(Collectors.joining(":"));
  }

  private static String location(Class<?> type) {
    String file = "/" + type.getName().replace('.', '/') + ".class";
    String url = type.getResource(file).toString();
    return url.startsWith("file:")
        ? Path.of(URI.create(url.substring(0, url.length() - file.length()))).toString()
        : "";
  }

  private void follow() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line; (line = reader.readLine()) != null; ) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add(END); // it was closed under the reader
    } finally {
      lines.add(END);
    }
  }

  /** Waits for the next line that it prints. */
  String line() throws InterruptedException {
    String line = lines.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(line).as("a line from the other JVM").isNotNull().isNotEqualTo(END);
    return line;
  }

  /** Kills it with SIGKILL, and waits until it is dead. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  /** Writes to its input. */
  void say(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
