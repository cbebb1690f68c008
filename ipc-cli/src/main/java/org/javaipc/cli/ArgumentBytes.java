package org.javaipc.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.spi.NativeText;

/**
 * The words that this command was given, as they were typed: where no locale is set, what the JVM hands to {@code
 * main} has lost all that is not ASCII.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man5/proc_pid_cmdline.5.html">proc_pid_cmdline(5)</a>
 */
final class ArgumentBytes {
  private ArgumentBytes() {}

  /** {@return the words without loss} */
  static String[] texts(String... words) {
    if (isAscii(words)) {
      return words;
    }
    try {
      return texts(Files.readAllBytes(Path.of("/proc/self/cmdline")), words);
    } catch (IOException e) {
      return words; // no /proc: what the JVM has made of them is all there is
    }
  }

  /** The arguments of the command are the last words of the process, each with a zero at its end. */
  static String[] texts(byte[] commandLine, String... words) {
    String all = new String(commandLine, StandardCharsets.ISO_8859_1); // a character for each byte
    String[] typed = all.split("\0", -1);
    int first = typed.length - 1 - words.length;
    String[] texts = new String[words.length];
    for (int i = 0; i < words.length; i++) {
      texts[i] =
          isAscii(words[i]) || first < 0
              ? words[i]
              : NativeText.decode(typed[first + i].getBytes(StandardCharsets.ISO_8859_1));
    }
    return texts;
  }

  private static boolean isAscii(String... words) {
    for (String word : words) {
      if (word.chars().anyMatch(c -> c >= 0x80)) {
        return false;
      }
    }
    return true;
  }
}
