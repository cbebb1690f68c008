package org.javaipc.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The module and its libraries on the class path and on the module path, complete and not. */
@Timeout(120)
class LibraryPathTest {
  private static final String MODULE = "org.javaipc.network";
  private static final String TEST_ONLY =
      ".*/(junit|assertj|awaitility|byte-buddy|opentest4j|apiguardian|hamcrest|surefire)[^/]*"
          + "|.*/ipc-test-support[/-].*|.*test-classes";
  private static final String NOTHING = "";
  private static final String GRPC = ".*/grpc-[^/]*";
  private static final String OURS = ".*/ipc-network[/-].*";

  private final String address = "grpc:orders?" + FreePort.at();

  LibraryPathTest() throws Exception {}

  private static List<String> entries(String left) {
    return Stream.of("jdk.module.path", "java.class.path")
        .flatMap(key -> Arrays.stream(System.getProperty(key, "").split(File.pathSeparator)))
        .filter(entry -> !entry.isEmpty() && !entry.matches(TEST_ONLY) && !entry.matches(left))
        .distinct()
        .toList();
  }

  /** Where the program is. */
  private static String tests() throws Exception {
    Path program = Path.of(OneMessage.class.getResource("OneMessage.class").toURI());
    return program.resolve("../../../..").normalize().toString();
  }

  private static String path(List<String> entries) {
    return String.join(File.pathSeparator, entries);
  }

  private String onTheClassPath(String left) throws Exception {
    List<String> entries = new ArrayList<>(entries(left));
    entries.add(tests());
    return run("-cp", path(entries), OneMessage.class.getName(), address);
  }

  private String onTheModulePath(String left) throws Exception {
    return run(
        "-p",
        path(entries(left)),
        "--patch-module=" + MODULE + "=" + tests(),
        "-m",
        MODULE + "/" + OneMessage.class.getName(),
        address);
  }

  /** {@return what the program and its JVM say} */
  private static String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  @DisplayName("on the module path the descriptor requires all that gRPC needs")
  void modulePath() throws Exception {
    assertThat(onTheModulePath(NOTHING)).contains("came: a message");
  }

  @Test
  @DisplayName("on the class path a message comes")
  void classPath() throws Exception {
    assertThat(onTheClassPath(NOTHING)).contains("came: a message");
  }

  @Test
  @DisplayName("without gRPC on the class path the error says what to add")
  void noGrpcOnTheClassPath() throws Exception {
    assertThat(onTheClassPath(GRPC))
        .contains("failed: ", "gRPC is not there", "add io.grpc:grpc-netty to the class path");
  }

  @Test
  @DisplayName("without gRPC on the module path the JVM says which module is missing, for which")
  void noGrpcOnTheModulePath() throws Exception {
    assertThat(onTheModulePath(GRPC)).contains("Module io.grpc", "not found", MODULE);
  }

  @Test
  @DisplayName("without ipc-network the error says what to add")
  void noModule() throws Exception {
    assertThat(onTheClassPath(OURS)).contains("failed: ", "org.javaipc:ipc-network");
  }
}
