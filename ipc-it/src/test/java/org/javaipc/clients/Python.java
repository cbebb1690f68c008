package org.javaipc.clients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An interpreter of Python on this machine.
 *
 * @param version such as 3.11.7
 * @param program how it is started
 */
record Python(String version, String program) {
  /** The oldest that pyproject.toml names, and up to which to look. */
  private static final int OLDEST = 9;

  private static final int NEWEST = 19;

  /** What a run came to. */
  record Outcome(int status, String output) {}

  /** {@return the one named python3, and one of each other version from 3.9 on} */
  static List<Python> all() throws IOException, InterruptedException {
    Map<String, Python> found = new LinkedHashMap<>();
    for (String program : programs()) {
      try {
        Outcome outcome =
            run(program, Map.of(), "-c", "import platform; print(platform.python_version())");
        String version = outcome.output().strip();
        if (outcome.status() == 0 && isSupported(version)) {
          found.putIfAbsent(version, new Python(version, program));
        }
      } catch (IOException e) {
        // there is none of that name
      }
    }
    return List.copyOf(found.values());
  }

  private static boolean isSupported(String version) {
    String[] parts = version.split("\\.", -1);
    return parts[0].equals("3") && Integer.parseInt(parts[1]) >= OLDEST;
  }

  private static List<String> programs() throws IOException {
    List<String> programs = new ArrayList<>(List.of("python3"));
    for (int minor = OLDEST; minor <= NEWEST; minor++) {
      programs.add("python3." + minor);
    }
    Path versions =
        Path.of(
                Objects.requireNonNullElse(
                    System.getenv("PYENV_ROOT"), System.getProperty("user.home") + "/.pyenv"))
            .resolve("versions");
    if (Files.isDirectory(versions)) {
      try (Stream<Path> folders = Files.list(versions)) {
        folders
            .sorted()
            .map(folder -> folder.resolve("bin/python3").toString())
            .forEach(programs::add);
      }
    }
    return programs;
  }

  /** Runs it in the root of the checkout. */
  Outcome run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run(program, environment, arguments);
  }

  private static Outcome run(String program, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(Client.ROOT.toFile()).redirectErrorStream(true);
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  @Override
  public String toString() {
    return "Python " + version;
  }
}
