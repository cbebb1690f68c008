package org.javaipc.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sandbox refuses calls of the kernel: {@code ipc doctor} says which, and what allows them. */
@Timeout(120)
class RefusedCallsTest {
  /** The last one has another number on aarch64. */
  @ParameterizedTest
  @CsvSource({"434, pidfd_open", "449, futex_waitv", "324 283, membarrier"})
  void aCallThatIsRefusedIsNamedWithItsCure(String numbers, String call) throws Exception {
    String[] each = numbers.split(" ", -1);
    boolean usual = System.getProperty("os.arch").equals("amd64");
    List<String> printed = doctor(usual ? each[0] : each[each.length - 1]);
    assertThat(printed)
        .contains("filter 0 0")
        .anySatisfy(line ->
            assertThat(line).startsWith("WARN " + call + ": ").contains("seccomp profile allow"));
  }

  private static List<String> doctor(String number) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                RefusedDoctorMain.class.getName(),
                number)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } finally {
      process.destroyForcibly();
    }
  }

  /** What surefire puts on the module path is on the class path here. */
  private static String classPath() {
    return Stream.of("jdk.module.path", "java.class.path")
        .map(key -> System.getProperty(key, ""))
        .filter(path -> !path.isEmpty())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
