package org.javaipc.process;

import java.nio.file.Path;
import org.javaipc.linux.process.Descriptors.Access;

/**
 * What a program finds under one of its descriptor numbers.
 *
 * <p>Files are opened by this process when the program is started, so a relative path is relative to the directory of
 * this process, and the start throws if a file cannot be opened. A new file has mode 0600.
 */
public final class Redirect {
  private static final Path NULL = Path.of("/dev/null");

  private final Source source;

  private Redirect(Source source) {
    this.source = source;
  }

  /** Where a descriptor comes from. */
  sealed interface Source {
    /** A descriptor of this process. */
    record Ours(int fd) implements Source {}

    /** A file that is opened. */
    record Opened(Path path, Access access) implements Source {}

    /** Another number of the same program. */
    record Same(int number) implements Source {}

    /** A pipe that this process writes or reads. */
    record Piped(boolean written) implements Source {}
  }

  /**
   * {@return a descriptor of this process}
   *
   * @param fd its number in this process, 0 or more; it stays open here
   */
  public static Redirect inherit(int fd) {
    return new Redirect(new Source.Ours(checked(fd)));
  }

  /**
   * {@return a file to read}
   *
   * @param file to open
   */
  public static Redirect from(Path file) {
    return new Redirect(new Source.Opened(file, Access.READ));
  }

  /**
   * {@return a file to write, created if it is missing and truncated if it exists}
   *
   * @param file to open
   */
  public static Redirect to(Path file) {
    return new Redirect(new Source.Opened(file, Access.WRITE));
  }

  /**
   * {@return a file to append to, created if it is missing}
   *
   * @param file to open
   */
  public static Redirect append(Path file) {
    return new Redirect(new Source.Opened(file, Access.APPEND));
  }

  /**
   * {@return a file to read and write, created if it is missing}
   *
   * @param file to open
   */
  public static Redirect readWrite(Path file) {
    return new Redirect(new Source.Opened(file, Access.READ_WRITE));
  }

  /** {@return /dev/null, which is empty when read and discards what is written} */
  public static Redirect discard() {
    return new Redirect(new Source.Opened(NULL, Access.READ_WRITE));
  }

  /**
   * {@return the same as another number of the program, as {@code 2>&1} in a shell}
   *
   * @param number of the program's descriptor, which must not be such a reference itself
   */
  public static Redirect same(int number) {
    return new Redirect(new Source.Same(checked(number)));
  }

  /** {@return a pipe that this process writes: {@link Child#outputTo} has this process's end} */
  public static Redirect written() {
    return new Redirect(new Source.Piped(true));
  }

  /** {@return a pipe that this process reads: {@link Child#inputFrom} has this process's end} */
  public static Redirect read() {
    return new Redirect(new Source.Piped(false));
  }

  Source source() {
    return source;
  }

  static int checked(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("descriptor=" + number + " is negative");
    }
    return number;
  }
}
