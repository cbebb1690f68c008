package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Where a test's commands work: a folder for files and a runtime directory, both its own. After the
 * test nothing may be left in the runtime directory.
 */
final class Workplace implements BeforeEachCallback, AfterEachCallback {
  private final List<IpcProcess> processes = new ArrayList<>();
  private Path scratch;
  private Path runtime;
  private boolean forgiving;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    scratch = Files.createTempDirectory("ipc-cli-test");
    runtime = Files.createTempDirectory(Path.of("/dev/shm"), "ipc-cli-test");
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException, InterruptedException {
    for (IpcProcess process : processes) {
      process.end();
    }
    try {
      if (!forgiving && context.getExecutionException().isEmpty()) {
        await()
            .atMost(IpcProcess.PATIENCE)
            .untilAsserted(() -> assertThat(inRuntime()).as("left behind").isEmpty());
      }
    } finally {
      delete(runtime);
      delete(scratch);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  /** Allows the test to leave something behind. */
  void forgive() {
    forgiving = true;
  }

  /** {@return the names in the runtime directory} */
  List<String> inRuntime() throws IOException {
    try (Stream<Path> files = Files.list(runtime)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  Path runtime() {
    return runtime;
  }

  /** {@return a path for a file} */
  Path file(String name) {
    return scratch.resolve(name);
  }

  /** {@return a file with that content} */
  Path file(String name, byte[] content) throws IOException {
    return Files.write(file(name), content);
  }

  /** {@return a file with that content, in UTF-8} */
  Path file(String name, String content) throws IOException {
    return Files.writeString(file(name), content);
  }

  /** {@return a command whose standard input can be typed} */
  IpcProcess ipc(String... args) {
    return ipcWithInput(null, args);
  }

  /** {@return a command whose standard input is a file} */
  IpcProcess ipcWithInput(Path input, String... args) {
    IpcProcess process = IpcProcess.start(scratch, runtime, input, args);
    processes.add(process);
    return process;
  }

  /**
   * {@return the exit code of a shell script in which {@code ipc} and {@code IPC} are the command}
   */
  int shell(String script) throws IOException, InterruptedException {
    String words =
        IpcProcess.command().stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    String function = "IPC=(" + words + ")\nipc() { \"${IPC[@]}\" \"$@\"; }\n";
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", function + script)
            .directory(scratch.toFile())
            .redirectOutput(file("shell.out").toFile())
            .redirectError(file("shell.err").toFile());
    builder.environment().put("IPC_DIR", runtime.toString());
    Process process = builder.start();
    assertThat(process.waitFor(IpcProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
