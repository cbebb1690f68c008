package org.javaipc.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A program of another language that obeys line by line: {@code COMMAND ADDRESS COUNT LIMIT}, and says {@code done}
 * after each.
 *
 * <ul>
 *   <li>{@code send}, and {@code hold}, which waits for another line before it closes: so many messages
 *   <li>{@code receive}: up to the end of the stream
 *   <li>{@code serve}: one client, to whom it sends back what comes; {@code talk}: such a client
 *   <li>{@code all}: ends of all kinds at once, in a directory in the place of an address
 * </ul>
 */
final class PeerProgram implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Writer commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final List<String> transcript = new ArrayList<>();

  private PeerProgram(Process process) {
    this.process = process;
    this.commands = process.outputWriter();
    Thread.ofPlatform().daemon().start(this::follow);
  }

  static PeerProgram start(Client client) throws Exception {
    return start(client, "peer");
  }

  /** Starts another program of these tests. */
  static PeerProgram start(Client client, String name) throws Exception {
    return start(client.program(name));
  }

  private static PeerProgram start(ProcessBuilder program) throws Exception {
    PeerProgram peer = new PeerProgram(program.redirectErrorStream(true).start());
    peer.expect("ready");
    return peer;
  }

  /** Starts one in Python that has other versions of the formats. */
  static PeerProgram ofVersion(int version) throws Exception {
    ProcessBuilder program = Client.PYTHON.program("peer");
    program.environment().put("VERSION", Integer.toString(version));
    return start(program);
  }

  /** Starts the main method of a class of these tests in another JVM; it says {@code ready}, too. */
  static PeerProgram java(Class<?> main, Path argument) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            argument.toString());
    return start(new ProcessBuilder(command));
  }

  private void follow() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line; (line = lines.readLine()) != null; ) {
        answers.add(line);
      }
    } catch (IOException e) {
      answers.add(e.toString());
    }
  }

  void tell(String command, Object address, int count, int limit) throws IOException {
    tell("%s %s %d %d".formatted(command, address, count, limit));
  }

  void tell(String line) throws IOException {
    transcript.add("> " + line);
    commands.write(line + "\n");
    commands.flush();
  }

  /** Waits for the next line, which must begin so; {@return the rest of it}. */
  String expect(String beginning) throws InterruptedException {
    String line = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    transcript.add("< " + line);
    if (line == null || !line.startsWith(beginning)) {
      throw new AssertionError(
          "the next line should begin with '%s': %s".formatted(beginning, transcript));
    }
    return line.substring(beginning.length()).strip();
  }

  /** Kills it with SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    try {
      endByItself();
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it dies without being waited for
    }
  }

  private void endByItself() throws InterruptedException {
    try {
      commands.close();
      process.waitFor(2, TimeUnit.SECONDS);
    } catch (IOException e) {
      // it was killed
    }
  }
}
