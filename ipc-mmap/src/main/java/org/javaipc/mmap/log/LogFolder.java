package org.javaipc.mmap.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;

/** The files of a log, by the numbers of their first records. A single file can also be read by itself. */
final class LogFolder {
  private static final String SUFFIX = ".log";
  private static final String HIDDEN = ".new-";
  private static final Pattern NAME = Pattern.compile("[0-9]{20}\\.log");

  private final Path path;
  private final boolean single;

  private LogFolder(Path path, boolean single) {
    this.path = path;
    this.single = single;
  }

  /** {@return a folder, which need not exist} */
  static LogFolder of(Path path) {
    return new LogFolder(path, false);
  }

  /** {@return a folder, or a single file as if it were the whole log} */
  static LogFolder toRead(Path path) {
    return new LogFolder(path, Files.isRegularFile(path));
  }

  /** {@return whether a single file is read as if it were the whole log} */
  boolean isSingle() {
    return single;
  }

  Path path() {
    return path;
  }

  /** {@return the numbers of the first records of all files, in order; none if there is no folder} */
  long[] firsts() throws IpcException {
    if (single) {
      try (LogFile file = LogFile.openToRead(path)) {
        return new long[] {file.first()};
      }
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> NAME.matcher(name).matches())
          .mapToLong(LogFolder::number)
          .filter(number -> number >= 0)
          .sorted()
          .toArray();
    } catch (NoSuchFileException e) {
      return new long[0];
    } catch (NotDirectoryException e) {
      throw new NoSuchObjectException(
          path + ": is neither a folder nor a file of a log", "ENOTDIR");
    } catch (IOException | UncheckedIOException e) {
      throw new IpcException(path + ": the folder of the log cannot be listed: " + e, e);
    }
  }

  private static long number(String name) {
    try {
      return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    } catch (NumberFormatException e) {
      return -1; // over 63 bits: not ours
    }
  }

  Path file(long first) {
    return single ? path : path.resolve(name(first));
  }

  private static String name(long first) {
    return String.format(Locale.ROOT, "%020d%s", first, SUFFIX);
  }

  boolean has(long first) {
    return Files.exists(file(first));
  }

  /** {@return the first file after a number; empty if there is none} */
  OptionalLong after(long first) throws IpcException {
    for (long each : firsts()) {
      if (each > first) {
        return OptionalLong.of(each);
      }
    }
    return OptionalLong.empty();
  }

  Path lock() {
    return path.resolve(".lock");
  }

  /** {@return the path of a file that is being created} */
  Path hidden(long first) {
    return path.resolve(HIDDEN + name(first));
  }

  /** Gives a newly created file its name. */
  void publish(long first) throws IpcException {
    try {
      Files.move(hidden(first), file(first), StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new AssertionError(e); // within one directory
    } catch (IOException e) {
      throw new IpcException(file(first) + ": the file cannot be named: " + e, e);
    }
  }

  /** Removes a file that a writer was creating when it died. The caller holds the lock. */
  void removeUnfinished() throws IpcException {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.filter(LogFolder::isHidden).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new IpcException(path + ": an unfinished file cannot be removed: " + e, e);
    }
  }

  private static boolean isHidden(Path file) {
    return String.valueOf(file.getFileName()).startsWith(HIDDEN);
  }

  void remove(long first) throws IpcException {
    try {
      Files.deleteIfExists(file(first));
    } catch (IOException e) {
      throw new IpcException(file(first) + ": the file cannot be removed: " + e, e);
    }
  }

  long size(long first) throws IpcException {
    try {
      return Files.size(file(first));
    } catch (IOException e) {
      throw new IpcException(file(first) + ": the kernel does not say its size: " + e, e);
    }
  }

  /** Writes the names of the files to the medium. */
  void sync() throws IpcException {
    try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
      directory.force(true);
    } catch (IOException e) {
      throw new IpcException(path + ": fsync of the folder failed: " + e, e);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
