package org.javaipc.linux.file;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.javaipc.linux.raw.file.Fcntl;

/**
 * The descriptors with which this process was started. An open number need not be one of them: if the parent closed a
 * number, it was free, and the first files that the JVM opened, its classes, took the lowest free numbers.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html">proc_pid_fdinfo(5)</a>
 */
public final class InheritedDescriptors {
  private static final Path NUMBERS = Path.of("/proc/self/fd");
  private static final Path STATES = Path.of("/proc/self/fdinfo");
  private static final Path CLASSES = Path.of(System.getProperty("java.home"), "lib", "modules");
  private static final int STANDARD = 3;

  private InheritedDescriptors() {}

  /**
   * {@return whether a number is open and was open when this process began, as far as can be determined}
   *
   * @param fd number of the descriptor
   */
  public static boolean has(int fd) {
    try {
      Optional<Integer> flags = flags(fd);
      if (flags.isEmpty() || (flags.get() & Fcntl.O_CLOEXEC) != 0) {
        return false; // an exec would have closed it
      }
      return !isOfJvm(fd) && !isTakenByJvm(fd, flags.get());
    } catch (IOException e) {
      return true; // no /proc: nothing can be said
    }
  }

  /**
   * {@return whether a number that this process was started with can be read} A descriptor that can only be written
   * keeps the number of a closed one.
   *
   * @param fd number of the descriptor
   */
  public static boolean hasReadable(int fd) {
    return has(fd) && !isOpenedFor(fd, Fcntl.O_WRONLY);
  }

  /**
   * {@return whether a number that this process was started with can be written}
   *
   * @param fd number of the descriptor
   */
  public static boolean hasWritable(int fd) {
    return has(fd) && !isOpenedFor(fd, Fcntl.O_RDONLY);
  }

  private static boolean isOpenedFor(int fd, int access) {
    try {
      return flags(fd).filter(flags -> (flags & Fcntl.O_ACCMODE) == access).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * {@return whether a number is one of this JVM's own files, its classes, which no user means}
   *
   * @param fd number of the descriptor
   */
  public static boolean isOfJvm(int fd) {
    try {
      Path file = target(fd);
      return Files.isRegularFile(number(fd))
          && (isClasses(file) || isJar(file))
          && numbers(file) == 1; // with a second one, this one may be inherited
    } catch (IOException | DirectoryIteratorException e) {
      return false;
    }
  }

  /** Checks a standard number above one that the JVM has taken: a file for reading is the next one that it opened. */
  private static boolean isTakenByJvm(int fd, int flags) {
    boolean reads = (flags & Fcntl.O_ACCMODE) == Fcntl.O_RDONLY;
    if (fd <= 0 || fd >= STANDARD || !reads || !Files.isRegularFile(number(fd))) {
      return false;
    }
    for (int lower = 0; lower < fd; lower++) {
      if (isOfJvm(lower)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isClasses(Path file) throws IOException {
    return file.equals(real(CLASSES));
  }

  private static boolean isJar(Path file) throws IOException {
    for (String property : new String[] {"java.class.path", "jdk.module.path"}) {
      for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
        Path place = real(Path.of(entry));
        // A jar may name others beside it, and a folder may hold jars.
        boolean beside = Files.isRegularFile(place) && file.toString().endsWith(".jar");
        Path folder = beside ? place.getParent() : place;
        if (!entry.isEmpty() && (file.equals(place) || Objects.equals(folder, file.getParent()))) {
          return true;
        }
      }
    }
    return false;
  }

  private static Path real(Path file) throws IOException {
    try {
      return file.toRealPath();
    } catch (NoSuchFileException e) {
      return file;
    }
  }

  /** {@return the numbers that are open now, inherited or not; none without /proc} */
  public static int[] open() {
    String[] names = NUMBERS.toFile().list();
    return names == null ? new int[0] : Arrays.stream(names).mapToInt(Integer::parseInt).toArray();
  }

  private static int numbers(Path file) throws IOException {
    int count = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(NUMBERS)) {
      for (Path number : all) {
        count += isSame(number, file) ? 1 : 0;
      }
    }
    return count;
  }

  private static boolean isSame(Path number, Path file) {
    try {
      return Files.readSymbolicLink(number).equals(file);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private static Path target(int fd) throws IOException {
    return Files.readSymbolicLink(number(fd));
  }

  private static Path number(int fd) {
    return NUMBERS.resolve(Integer.toString(fd));
  }

  /** {@return the flags, O_CLOEXEC among them; empty if the number is not open} */
  private static Optional<Integer> flags(int fd) throws IOException {
    try (Stream<String> lines = Files.lines(STATES.resolve(Integer.toString(fd)))) {
      return lines
          .filter(line -> line.startsWith("flags:"))
          .map(line -> Integer.parseInt(line.substring("flags:".length()).strip(), 8))
          .findFirst();
    } catch (NoSuchFileException e) {
      if (Files.isDirectory(STATES)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
