package org.javaipc.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Another process of a test: its lines, its input and its end, each with a deadline. */
final class Program implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 60;

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Thread reader;

  private Program(Process process) {
    this.process = process;
    this.reader = Thread.ofPlatform().daemon().name("program-output").start(this::follow);
  }

  static Program start(Object... command) throws IOException {
    return start(Arrays.asList(command));
  }

  static Program start(List<?> command) throws IOException {
    List<String> words = new ArrayList<>();
    command.forEach(word -> words.add(word.toString()));
    return new Program(
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Runs a program to its end; {@return its lines}. */
  static List<String> run(Object... command) throws IOException, InterruptedException {
    try (Program program = start(command)) {
      assertThat(program.exit()).as("exit of %s", Arrays.asList(command)).isZero();
      return program.rest();
    }
  }

  int pid() {
    return (int) process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** {@return the next line} */
  String line() throws InterruptedException {
    String line = lines.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(line).as("a line from process %d, alive=%s", pid(), isAlive()).isNotNull();
    return line;
  }

  /** {@return all lines until the end of the program} */
  List<String> rest() throws InterruptedException {
    reader.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
    List<String> rest = new ArrayList<>();
    lines.drainTo(rest);
    return rest;
  }

  void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  int exit() throws InterruptedException {
    assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS))
        .as("process %d ended", pid())
        .isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private void follow() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("cut off: " + e.getMessage()); // it was killed
    }
  }
}
