package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.IpcException;
import org.javaipc.shm.PosixSemaphore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that is cut short under whoever has it mapped: by a peer, a wrong {@code >}, a cleaner. */
class CutShortTest {
  /** Where no compiler makes up for an atomic that the interpreter does not guard, and where both do. */
  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-Xmixed"})
  @DisplayName(
      "Whatever is cut short, whatever an end does meanwhile: an error with a type, never a dead JVM")
  void aFileThatIsCutShortIsAnErrorWithAType(String mode, @TempDir Path folder) throws Exception {
    Path directory =
        Files.createDirectory(
            folder.resolve("run"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    String semaphore = "/javaipc-cut-" + ProcessHandle.current().pid();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:ErrorFile=" + folder.resolve("hs_err.log"),
                mode,
                "-cp",
                System.getProperty("java.class.path"),
                CutShortMain.class.getName(),
                directory.toString(),
                semaphore));
    try (Program program = Program.start(command)) {
      List<String> lines = new ArrayList<>();
      for (String line = program.line(); line != null; line = program.line()) {
        lines.add(line);
      }
      assertThat(lines).as("what it said until the end").endsWith("done");
      assertThat(lines)
          .filteredOn(line -> line.startsWith("* "))
          .hasSizeGreaterThan(50)
          .allMatch(line -> line.endsWith(": typed"));
      assertThat(program.exit()).isZero();
    } finally {
      removeSemaphore(semaphore);
    }
  }

  private static void removeSemaphore(String name) {
    try {
      PosixSemaphore.unlink(name);
    } catch (IpcException e) {
      // it was not made
    }
  }
}
