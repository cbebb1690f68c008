package org.javaipc.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The Python client by itself: its own tests, its wheel, its benchmark. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PythonUnitTest {
  private static final String FOLDER = "clients/python";

  /** Sends and receives with what is on the path of modules, and says where that lies. */
  private static final String TRY =
      """
      import sys, tempfile, javaipc
      with tempfile.TemporaryDirectory() as folder:
          with javaipc.receiver("shm:x?dir=" + folder) as receiver:
              with javaipc.sender("shm:x?dir=" + folder) as sender:
                  sender.send(b"installed")
              print(bytes(receiver.receive(10)).decode(), javaipc.__file__)
      """;

  @TempDir Path folder;

  static Stream<Arguments> interpreters() throws Exception {
    List<Python> all = Python.all();
    Needs.that(!all.isEmpty(), "there is no python3 of 3.9 or newer on the path");
    return all.stream()
        .flatMap(python -> Stream.of(false, true).map(fences -> Arguments.of(python, fences)));
  }

  private static Python python() throws Exception {
    List<Python> all = Python.all();
    Needs.that(!all.isEmpty(), "there is no python3 of 3.9 or newer on the path");
    return all.getFirst();
  }

  @ParameterizedTest(name = "{0}, fences of a weakly ordered processor: {1}")
  @MethodSource("interpreters")
  @DisplayName(
      "The unit tests of the Python client pass, also with the fences of a weakly ordered processor")
  void unitTests(Python python, boolean fences) throws Exception {
    Python.Outcome tests =
        python.run(
            Map.of("JAVAIPC_FENCE_ALL", fences ? "1" : ""),
            "-m",
            "unittest",
            "discover",
            "-s",
            FOLDER + "/tests",
            "-t",
            FOLDER);
    assertThat(tests.status()).as(tests.output()).isZero();
    assertThat(tests.output()).contains("Ran ").doesNotContain("Ran 0 tests");
    if (python.program().equals("python3")) {
      Needs.that(
          !tests.output().contains("skipped="),
          "python3 has no NumPy, or lacks what else a test of the Python client needs");
    }
  }

  @Test
  @DisplayName("The wheel is made without a network, holds the whole package, and works from a zip")
  void wheel() throws Exception {
    Python python = python();
    Python.Outcome built =
        python.run(
            Map.of("PYTHONPATH", FOLDER),
            "-c",
            "import backend, sys; print(backend.build_wheel(sys.argv[1]))",
            folder.toString());
    assertThat(built.status()).as(built.output()).isZero();
    assertWorks(python, folder.resolve(built.output().strip()));
  }

  @Test
  @DisplayName("pip installs the folder without a network")
  void pip() throws Exception {
    Python python = python();
    assumeTrue(
        python.run(Map.of(), "-m", "pip", "--version").status() == 0, "python3 has no module pip");
    Python.Outcome installed =
        python.run(
            Map.of("PIP_DISABLE_PIP_VERSION_CHECK", "1"),
            "-m",
            "pip",
            "install",
            "--no-index",
            "--no-cache-dir",
            "--target",
            folder.toString(),
            FOLDER);
    assertThat(installed.status()).as(installed.output()).isZero();
    assertWorks(python, folder);
  }

  private static void assertWorks(Python python, Path installed) throws Exception {
    Python.Outcome outcome = python.run(Map.of("PYTHONPATH", installed.toString()), "-c", TRY);
    assertThat(outcome.status()).as(outcome.output()).isZero();
    assertThat(outcome.output()).startsWith("installed " + installed + "/javaipc/");
  }

  @Test
  @DisplayName("The comparison of throughput runs, has a line for each, and says who is left out")
  void throughput() throws Exception {
    Python.Outcome run =
        python()
            .run(
                Map.of("IPC_DIR", folder.toString()),
                FOLDER + "/bench/throughput.py",
                "100",
                "0.05",
                "1");
    assertThat(run.status()).as(run.output()).isZero();
    for (String contender :
        List.of(
            "multiprocessing.Queue",
            "shared_memory and semaphores",
            "a Unix socket",
            "javaipc shm:",
            "javaipc mmap:",
            "javaipc unix:")) {
      assertThat(run.output()).containsPattern("(?m)^" + contender + " +[1-9][0-9]* messages/s");
    }
    assertThat(run.output())
        .containsPattern("(?m)^ZeroMQ ipc( +[1-9][0-9]* messages/s| is left out: this Python)");
    assertThat(folder).as("what the comparison left").isDirectoryNotContaining("glob:**.mmap");
  }
}
