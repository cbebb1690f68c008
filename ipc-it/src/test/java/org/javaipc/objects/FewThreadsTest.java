package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user has as many threads as the limit allows when the library needs one; root has no such limit. */
@Timeout(180)
class FewThreadsTest {
  private static final int USER = 61_011;
  private static final int LIMIT = 150;

  @TempDir static Path shared;
  @TempDir Path folder;
  private static String classPath = "";

  @BeforeAll
  static void copyClassPath() throws Exception {
    Needs.root("be another user");
    Needs.program("setpriv");
    Needs.program("prlimit");
    classPath = ReadableClassPath.copyTo(shared);
  }

  @BeforeEach
  void letOthersSearch() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Program.run("install", "-d", "-m", "700", "-o", Integer.toString(USER), directory().toString());
  }

  private Path directory() {
    return folder.resolve("run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "mmap", "mq", "sysvmq", "fifo", "unix", "unixgram"})
  void whatOpensWithoutAThreadIsToldOfDeathsAndWhatCannotSaysSo(String scheme) throws Exception {
    assertThat(run("open", scheme)).isIn("opened told", "refused told");
  }

  @Test
  void allEndsAreClosedWithoutAThread() throws Exception {
    assertThat(run("closeAll", "shm")).isEqualTo("open 0");
  }

  /** {@return the last line that it prints} */
  private String run(String what, String scheme) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + USER,
                "--regid=" + USER,
                "--clear-groups",
                "--",
                "prlimit",
                "--nproc=" + LIMIT,
                "--"));
    List<String> java =
        Program.javaCommand(
            classPath, FewThreadsMain.class, what, scheme + ":x?connect=60s&dir=" + directory());
    java.add(1, "-Xlog:disable"); // the JVM's own warnings, one for each thread
    command.addAll(java);
    List<String> printed = new ArrayList<>();
    try (Program program = Program.start(command)) {
      for (String line = program.line(); line != null; line = program.line()) {
        printed.add(line);
      }
    }
    return printed.isEmpty() ? "" : printed.getLast();
  }
}
