package org.javaipc.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;

/** Another JVM with the classes of this module and its tests on the class path. */
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader reader;

  private Child(Process process) {
    this.process = process;
    this.reader = process.inputReader();
  }

  static Child start(Class<?> main, String... arguments) throws IOException {
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
    command.addAll(List.of(arguments));
    return new Child(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  private static String classPath() {
    return Stream.of(
            location(Child.class),
            location(Ipc.class),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""))
        .filter(path -> !path.isEmpty())
        .collect(Collectors.joining(":"));
  }

  private static String location(Class<?> type) {
    String file = "/" + type.getName().replace('.', '/') + ".class";
    String url = type.getResource(file).toString();
    return url.startsWith("file:")
        ? Path.of(URI.create(url.substring(0, url.length() - file.length()))).toString()
        : "";
  }

  void expect(String line) throws IOException {
    assertThat(reader.readLine()).isEqualTo(line);
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** Answers each message with itself, until the stream ends. */
  static final class Echo {
    private Echo() {}

    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String[] addresses) throws Exception {
      try (Receiver receiver = Ipc.receiver(addresses[0]);
          Sender sender = Ipc.sender(addresses[1])) {
        System.out.println("attached");
        for (byte[] message = receiver.receive(); message != null; message = receiver.receive()) {
          sender.send(message);
        }
      }
      System.out.println("ended");
    }
  }
}
