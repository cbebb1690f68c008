package org.javaipc.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A process that obeys the commands of {@link Peer}. Every wait has a deadline, and a failure says what
 * the peer was told, answered, and complained.
 */
final class PeerProcess implements AutoCloseable {
  /** More options of the JVM, between blanks, and another class path: {@code -D} of the JVM that runs the tests. */
  static final String OPTIONS = "ipc.testkit.peer.options";

  static final String CLASS_PATH = "ipc.testkit.peer.classPath";

  /** Half of what a start costs is compiling for a long life, and a peer soon dies. */
  private static final List<String> SMALL =
      List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx256m", "-XX:TieredStopAtLevel=1");

  private static final List<String> INHERITED =
      List.of(
          "--module-path=",
          "--add-modules=",
          "--add-reads=",
          "--add-exports=",
          "--patch-module=",
          "--enable-native-access=",
          "--illegal-native-access=");

  private static final int GRACE_MILLIS = 500;

  private final Process process;
  private final Writer commands;
  private final Duration patience;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final Collection<String> transcript = new ConcurrentLinkedQueue<>();

  private PeerProcess(Process process, Duration patience) {
    this.process = process;
    this.patience = patience;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    follow(
        process.getInputStream(),
        line -> {
          transcript.add("< " + line);
          answers.add(line);
        });
    follow(process.getErrorStream(), line -> transcript.add("! " + line));
  }

  static PeerProcess start(Duration patience, String... jvmOptions)
      throws IOException, InterruptedException {
    return start(PeerLauncher.JAVA, patience, jvmOptions);
  }

  static PeerProcess start(PeerLauncher launcher, Duration patience, String... jvmOptions)
      throws IOException, InterruptedException {
    PeerProcess peer = new PeerProcess(launcher.program(List.of(jvmOptions)).start(), patience);
    peer.expect("ready");
    return peer;
  }

  /** {@return a JVM that is started as this one was} */
  static ProcessBuilder program(List<String> jvmOptions) {
    List<String> command = command();
    command.addAll(1, jvmOptions);
    return new ProcessBuilder(command);
  }

  /** {@return the command that starts the peer as this JVM was started} */
  static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options());
    Pattern.compile(" ")
        .splitAsStream(System.getProperty(OPTIONS, ""))
        .filter(option -> !option.isEmpty())
        .forEach(command::add);
    command.addAll(
        List.of(
            "-cp",
            Objects.requireNonNullElse(
                System.getProperty(CLASS_PATH), System.getProperty("java.class.path"))));
    Module module = Peer.class.getModule();
    command.addAll(
        module.isNamed()
            ? List.of("-m", module.getName() + "/" + Peer.class.getName())
            : List.of(Peer.class.getName()));
    return command;
  }

  /** {@return the options of each peer: what this JVM has of them, and those for a short life} */
  static List<String> options() {
    List<String> options = new ArrayList<>(SMALL);
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> INHERITED.stream().anyMatch(argument::startsWith))
        .forEach(options::add);
    return options;
  }

  private static void follow(InputStream stream, Consumer<String> lines) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (BufferedReader reader =
              new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line; (line = reader.readLine()) != null; ) {
              lines.accept(line);
            }
          } catch (IOException e) {
            // the process is gone
          }
        });
  }

  long pid() {
    return process.pid();
  }

  /** Gives a command, without waiting for the answer. */
  void tell(Object... words) throws IOException {
    List<String> line = new ArrayList<>();
    for (Object word : words) {
      line.add(
          word instanceof Messages messages
              ? messages.seed() + " " + messages.least() + " " + messages.most()
              : word.toString());
    }
    String command = String.join(" ", line);
    transcript.add("> " + command);
    commands.write(command + "\n");
    commands.flush();
  }

  /** Waits for the next answer, which must begin with that word; returns the rest of it. */
  String expect(String word) throws InterruptedException {
    String answer = answer();
    if (!(answer + " ").startsWith(word + " ")) {
      throw new AssertionError(
          "the peer's answer should be '%s' and is %s; %s".formatted(word, answer, this));
    }
    return answer.substring(word.length()).strip();
  }

  /** Waits for the next answer, whatever it is. */
  String answer() throws InterruptedException {
    String answer = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (answer == null) {
      throw new AssertionError("the peer has not answered within " + patience + "; " + this);
    }
    return answer;
  }

  /** Waits for the first of two answers, over others; {@return whether it was the one}. */
  boolean expectEither(String one, String other) throws InterruptedException {
    while (true) {
      String answer = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (answer == null || answer.startsWith("error")) {
        throw new AssertionError("the peer should come to '" + one + "'; " + this);
      }
      if (answer.equals(one) || answer.equals(other)) {
        return answer.equals(one);
      }
    }
  }

  /** Gives a command and waits for the answer. */
  String ask(String expected, Object... words) throws IOException, InterruptedException {
    tell(words);
    return expect(expected);
  }

  /** Kills the process with SIGKILL; returns at once. */
  void kill() {
    process.destroyForcibly();
  }

  /** Asks the process to end with SIGTERM; returns at once. */
  void terminate() {
    process.destroy();
  }

  void stop() throws IOException, InterruptedException {
    signal("STOP");
  }

  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid()).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException("kill -" + name + " " + pid() + " ended with status " + status);
    }
  }

  void awaitDeath() throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the peer has not ended within " + patience + "; " + this);
    }
  }

  /** Fails if the peer has complained. */
  void hasNotFailed() {
    if (transcript.stream().anyMatch(line -> line.startsWith("< error"))) {
      throw new AssertionError("the peer has failed: " + this);
    }
  }

  @Override
  public void close() {
    try {
      if (!endsByItself()) {
        kill();
      }
      awaitDeath();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it dies without being waited for
    }
  }

  /** Without more commands it closes what it has and ends, unless it is busy. */
  private boolean endsByItself() throws InterruptedException {
    try {
      commands.close();
    } catch (IOException e) {
      return false; // it is gone already
    }
    return process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public String toString() {
    return "peer %d:%n  %s".formatted(pid(), String.join("\n  ", transcript));
  }
}
