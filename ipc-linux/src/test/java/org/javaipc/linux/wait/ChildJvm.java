package org.javaipc.linux.wait;

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

/** Another JVM with the classes of this module and its tests on the class path. */
public final class ChildJvm implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 120;

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private ChildJvm(Process process) {
    this.process = process;
    Thread.ofPlatform().daemon().name("child-output").start(this::read);
  }

  /** Starts a main class. */
  public static ChildJvm start(Class<?> main, Object... arguments) throws IOException {
    return start(command(main, arguments));
  }

  /** Starts any command. */
  public static ChildJvm start(List<String> command) throws IOException {
    return new ChildJvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The command that starts a main class. */
  public static List<String> command(Class<?> main, Object... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                java(),
                "--enable-native-access=ALL-UNNAMED",
                "--illegal-native-access=deny",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                classPath(),
                main.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return command;
  }

  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Everything that this JVM has on its module path or class path. */
  public static String classPath() {
    return Stream.of(
            location(ChildJvm.class).toString(),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""))
        .filter(path -> !path.isEmpty())
        .collect(Collectors.joining(":"));
  }

  /** The folder that a class comes from, also of a module that tests are patched into. */
  public static Path location(Class<?> type) {
    String file = "/" + type.getName().replace('.', '/') + ".class";
    String url = type.getResource(file).toString();
    return Path.of(URI.create(url.substring(0, url.length() - file.length())));
  }

  public long pid() {
    return process.pid();
  }

  /** Waits for the next line of output. */
  public String line() throws InterruptedException {
    String line = lines.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(line).as("a line from the child").isNotNull();
    return line;
  }

  /** Writes a line to its input. */
  public void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Ends its input. */
  public void endInput() throws IOException {
    process.getOutputStream().close();
  }

  public void kill() {
    process.destroyForcibly();
  }

  public int exit() throws InterruptedException {
    assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).as("the child ended").isTrue();
    return process.exitValue();
  }

  /** Sends a signal by its name. */
  public static void signal(String name, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start();
    assertThat(kill.waitFor()).isZero();
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
      // it was killed
    }
  }
}
