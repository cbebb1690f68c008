package org.javaipc.mmap.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.javaipc.spi.Checkpoint;

/** Another JVM that stops at a labelled step, and is killed there with SIGKILL. */
public final class OtherJvm implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final BufferedReader output;

  private OtherJvm(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts a main class of the tests, which stops when it comes to a step for the given time. */
  public static OtherJvm start(Class<?> main, Checkpoint step, int pass, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dipc.checkpoints=" + step,
            "-Dipc.checkpoints.pass=" + pass,
            "-cp",
            classPath(),
            main.getName()));
    command.addAll(List.of(arguments));
    return new OtherJvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Waits until it has stopped, and kills it. */
  public void killWhereItStops() throws Exception {
    assertThat(output.readLine()).isEqualTo("stopped");
    process.destroyForcibly();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  private static String classPath() {
    return Stream.of(
            location(OtherJvm.class),
            location(LogWriter.class),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""))
        .filter(path -> !path.isEmpty())
        .distinct()
        .collect(Collectors.joining(":"));
  }

  /** {@return the folder of a class, as tests are patched into the module; nothing for one in a jar} */
  private static String location(Class<?> type) {
    String file = "/" + type.getName().replace('.', '/') + ".class";
    String url = String.valueOf(type.getResource(file));
    return url.startsWith("file:")
        ? Path.of(URI.create(url.substring(0, url.length() - file.length()))).toString()
        : "";
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
