package org.javaipc.cli.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the kernel says of a process in one line.
 *
 * @param state a letter: {@code Z} for one that has ended and waits for its parent
 * @param group its process group
 * @param foreground the process group in the foreground of its terminal; -1 without a terminal
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
record ProcessStat(char state, int group, int foreground) {
  private static final Path PROC = Path.of("/proc");

  static ProcessStat ofThisProcess() throws IOException {
    return read(PROC.resolve("self"));
  }

  /** {@return whether a process of a group still runs} One that has ended stays in it for as long as its parent likes. */
  static boolean isAnyRunning(int group) throws IOException {
    try (Stream<Path> processes = Files.list(PROC)) {
      return processes
          .filter(path -> Character.isDigit(path.getFileName().toString().charAt(0)))
          .flatMap(path -> readIfThere(path).stream())
          .anyMatch(stat -> stat.group == group && stat.state != 'Z' && stat.state != 'X');
    }
  }

  private static Optional<ProcessStat> readIfThere(Path process) {
    try {
      return Optional.of(read(process));
    } catch (IOException e) {
      return Optional.empty(); // it has just gone
    }
  }

  /** The second field is the name, which may have spaces and parentheses. */
  private static ProcessStat read(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
    String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return new ProcessStat(
        field[0].charAt(0), Integer.parseInt(field[2]), Integer.parseInt(field[5]));
  }
}
