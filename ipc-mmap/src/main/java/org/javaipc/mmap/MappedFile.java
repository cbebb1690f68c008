package org.javaipc.mmap;

import java.nio.file.Path;
import org.javaipc.IpcException;
import org.javaipc.linux.memory.FileMemory;
import org.javaipc.linux.memory.MapRequest;
import org.javaipc.linux.memory.SharedFile;

/**
 * A file, or a part of one, as memory. Other processes that map the file see each write at once. The file keeps it
 * however the processes end; a crash of the machine loses what was not synced.
 *
 * <pre>{@code
 * try (MappedFile file = MappedFile.at(Path.of("/var/lib/app/table")).size(1 << 20).openOrCreate()) {
 *   file.segment().set(ValueLayout.JAVA_LONG, 0, 42);
 *   file.sync(); // needed only against a crash of the machine
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 */
public final class MappedFile extends FileMemory {
  private final Path path;

  MappedFile(Path path, SharedFile file, MapRequest request) throws IpcException {
    super(file, request);
    this.path = path;
  }

  /**
   * {@return a builder for the mapping of a file} It does not access the file yet.
   *
   * @param path of the file
   */
  public static MappedFileBuilder at(Path path) {
    return new MappedFileBuilder(path);
  }

  /** {@return the path by which it was opened} */
  public Path path() {
    return path;
  }
}
