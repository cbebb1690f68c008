package org.javaipc.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.test.Needs;

/** Another JVM with the classes of this module and its tests on the class path. */
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader reader;

  private Child(Process process) {
    this.process = process;
    this.reader = process.inputReader();
  }

  static Child start(Class<?> main, String... arguments) throws IOException {
    return start(List.of(), main, arguments);
  }

  /** Starts it without what lets root, or a container's root, over the limits of pipes. */
  static Child withoutPrivilege(Class<?> main, String... arguments) throws IOException {
    boolean root = "root".equals(System.getProperty("user.name"));
    if (root) {
      Needs.program("setpriv");
    }
    List<String> prefix =
        root ? List.of("setpriv", "--bounding-set=-sys_resource,-sys_admin") : List.of();
    return start(prefix, main, arguments);
  }

  private static Child start(List<String> prefix, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
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

  String line() throws IOException {
    String line = reader.readLine();
    assertThat(line).as("a line from the child").isNotNull();
    return line;
  }

  void expect(String line) throws IOException {
    assertThat(reader.readLine()).isEqualTo(line);
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** Asks for as much as its argument says, of each kind of pipe, and prints what comes of it. */
  static final class Capacities {
    private Capacities() {}

    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String[] arguments) throws Exception {
      String over = arguments[0];
      String folder = arguments[1];
      try (AnonymousPipe pipe = AnonymousPipe.open()) {
        report("AnonymousPipe", () -> pipe.writer().setCapacity(Long.parseLong(over)));
        for (String scheme : List.of("pipe:", "fifo:")) {
          String address = scheme + "x?dir=" + folder + "&capacity=" + over;
          report(scheme, () -> Ipc.receiver(address).toString());
        }
        System.out.println(pipe.reader().capacity() + " as it was");
      }
    }

    @SuppressWarnings("SystemOut")
    private static void report(String object, Callable<?> call) throws Exception {
      try {
        System.out.println(object + " " + call.call());
      } catch (IpcException e) {
        System.out.println(object + " " + e.getClass().getSimpleName() + " " + e.getMessage());
      }
    }
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
