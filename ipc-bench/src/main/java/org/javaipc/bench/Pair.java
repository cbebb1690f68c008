package org.javaipc.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Starts the two processes of one contender, reads what the client prints, and cleans up. */
final class Pair {
  private static final List<String> JVM =
      List.of("-Xms256m", "-Xmx256m", "-XX:+UseParallelGC", "-XX:-UsePerfData");

  private Pair() {}

  /**
   * Runs the works once; and once more if a process fails, as one contender's bad start is not to cost the figures of all.
   *
   * @param contender specification
   * @param settings of the comparison
   * @param lines takes each line of the client
   */
  static void run(String contender, Settings settings, Consumer<String> lines)
      throws IOException, InterruptedException {
    List<String> printed;
    try {
      printed = attempt(contender, settings);
    } catch (IOException e) {
      System.err.println(e.getMessage() + "; trying again");
      printed = attempt(contender, settings);
    }
    printed.forEach(lines);
  }

  /** {@return what the client prints} */
  private static List<String> attempt(String contender, Settings settings)
      throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    Path folder = Folders.inMemory("bench");
    Process server = start(contender, "server", folder, settings);
    try {
      Process client = start(contender, "client", folder, settings);
      try (BufferedReader reader = client.inputReader()) {
        reader.lines().forEach(lines::add);
      } finally {
        end(contender + ": the client", client);
      }
      if (client.exitValue() != 0) {
        throw new IOException(contender + ": the client failed");
      }
      end(contender + ": the server", server);
      return lines;
    } finally {
      server.destroyForcibly().waitFor();
      Folders.delete(folder);
    }
  }

  private static Process start(String contender, String role, Path folder, Settings settings)
      throws IOException {
    List<String> command = new ArrayList<>(settings.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    Arrays.stream(contender.split("\\+", -1))
        .flatMap(each -> Contender.of(each).jvmOptions(each).stream())
        .distinct()
        .forEach(command::add);
    command.addAll(settings.ofWorkers());
    command.add("-Dipc.dir=" + folder);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Worker.class.getName(), contender, role, folder.toString()));
    command.addAll(settings.works());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** One that was told to stop and does not would leave behind what it has of the kernel. */
  private static void end(String who, Process process) throws IOException, InterruptedException {
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IOException(who + " did not end by itself, and was killed");
    }
  }
}
