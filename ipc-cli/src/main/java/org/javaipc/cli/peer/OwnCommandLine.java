package org.javaipc.cli.peer;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The words that started this process, with which a second one like it is started: the same Java,
 * module path and flags.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man5/proc_pid_cmdline.5.html">proc_pid_cmdline(5)</a>
 */
final class OwnCommandLine {
  /** Flags that make this process write a file, which two cannot do at once. */
  private static final List<String> ONCE =
      List.of("-XX:AOTMode=", "-XX:AOTConfiguration=", "-XX:AOTCacheOutput=");

  private OwnCommandLine() {}

  /**
   * {@return the words up to the main class}
   *
   * @param argumentCount how many words after it are arguments
   */
  static List<String> withoutArguments(int argumentCount) throws IOException {
    String text =
        new String(
            Files.readAllBytes(Path.of("/proc/self/cmdline")),
            Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
    List<String> words = List.of(text.split("\0", -1));
    // Each word ends with a NUL, so that the last piece is not a word.
    List<String> kept = new ArrayList<>(words.subList(0, words.size() - 1 - argumentCount));
    kept.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    kept.removeIf(word -> ONCE.stream().anyMatch(word::startsWith));
    return kept;
  }
}
