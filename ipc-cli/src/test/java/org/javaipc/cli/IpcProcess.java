package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real {@code ipc} command, in a process of its own. */
final class IpcProcess {
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String TEST_ONLY =
      ".*/(junit|assertj|awaitility|byte-buddy|opentest4j|apiguardian|hamcrest|surefire)[^/]*"
          + "|.*/test-classes";

  private final Process process;
  private final Path out;
  private final Path err;

  private IpcProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts the command.
   *
   * @param scratch where its output goes
   * @param runtime its runtime directory
   * @param input its standard input; one that is written with {@link #type} if null
   */
  static IpcProcess start(Path scratch, Path runtime, Path input, String... args) {
    try {
      Path out = Files.createTempFile(scratch, "out", null);
      Path err = Files.createTempFile(scratch, "err", null);
      ProcessBuilder builder =
          new ProcessBuilder(Stream.concat(command().stream(), Stream.of(args)).toList())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      if (input != null) {
        builder.redirectInput(input.toFile());
      }
      builder.environment().put("IPC_DIR", runtime.toString());
      return new IpcProcess(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@return the words that start the command, without arguments}
   *
   * <p>A build in the background of a shell script ignores SIGINT (POSIX, "Asynchronous Lists"), and
   * so would every child: env gives them the default dispositions, under the same pid.
   */
  static List<String> command() {
    return List.of(
        "env",
        "--default-signal",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=org.javaipc.linux",
        "-p",
        modulePath(),
        "-m",
        "org.javaipc.cli/org.javaipc.cli.Main");
  }

  /**
   * Surefire puts what the descriptor requires on the module path, and the rest on the class path.
   */
  private static String modulePath() {
    return Stream.of("jdk.module.path", "java.class.path")
        .flatMap(key -> Arrays.stream(System.getProperty(key, "").split(File.pathSeparator)))
        .filter(entry -> !entry.isEmpty() && !entry.matches(TEST_ONLY))
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Waits until peers can reach the command. */
  IpcProcess awaitReady() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> err().startsWith("ready ") || !process.isAlive());
    assertThat(err()).startsWith("ready ");
    return this;
  }

  /** {@return whether it has a file open} */
  boolean hasOpen(Path file) throws IOException {
    Path descriptors = Path.of("/proc/" + process.pid() + "/fd");
    try (Stream<Path> open = Files.list(descriptors)) {
      return open.anyMatch(number -> file.equals(target(number)));
    }
  }

  private static Path target(Path number) {
    try {
      return Files.readSymbolicLink(number);
    } catch (IOException e) {
      return number; // closed meanwhile
    }
  }

  /** {@return the exit code, waiting for the end} */
  int exit() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("%s ended", process.info().commandLine())
        .isTrue();
    return process.exitValue();
  }

  /** {@return what it wrote to standard output} */
  byte[] bytes() {
    try {
      return Files.readAllBytes(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String out() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  List<String> lines() {
    return new ArrayList<>(out().lines().toList());
  }

  /** {@return what it wrote to standard error} */
  String err() {
    try {
      return Files.readString(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes to standard input. */
  void type(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Ends standard input. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Sends a signal by its name. */
  void signal(String name) throws IOException, InterruptedException {
    assertThat(
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor())
        .isZero();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Ends it, with the chance to clean up. */
  void end() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
