package org.javaipc.socket;

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

/** Another process, whose output is read line by line; killed at the end if it still runs. */
final class TestProcess implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 50;

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private TestProcess(Process process) {
    this.process = process;
    Thread.ofPlatform().daemon().name("output-of-" + process.pid()).start(this::read);
  }

  static TestProcess start(Object... command) throws IOException {
    return new TestProcess(
        new ProcessBuilder(Arrays.stream(command).map(Object::toString).toList())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Starts a main class in another JVM, which may have so many open files. */
  static TestProcess java(int openFiles, Class<?> main, Object... arguments) throws IOException {
    return java(openFiles, List.of(), main, arguments);
  }

  /** The same with options of the JVM, which come last and so win. */
  static TestProcess java(int openFiles, List<String> options, Class<?> main, Object... arguments)
      throws IOException {
    List<Object> command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "ulimit -n " + openFiles + " && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java"),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                classPath()));
    command.addAll(options);
    command.add(main.getName());
    command.addAll(Arrays.asList(arguments));
    return start(command.toArray());
  }

  /** {@return where such a JVM finds classes} */
  static String classPath() {
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

  /** Writes to its input. */
  void say(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Ends its input. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Waits for the end of the process; {@return its exit status}. */
  int exit() throws InterruptedException {
    assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
    return process.exitValue();
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
