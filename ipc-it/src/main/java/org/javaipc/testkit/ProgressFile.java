package org.javaipc.testkit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A number in a file that another process can read, also after the one that writes it was killed:
 * how far it has come.
 */
final class ProgressFile implements AutoCloseable {
  private static final VarHandle NUMBER = ValueLayout.JAVA_LONG.varHandle();

  private final Path file;
  private final boolean mine;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;

  private ProgressFile(Path file, boolean mine) throws IOException {
    this.file = file;
    this.mine = mine;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      this.memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES, arena);
    }
  }

  /** Makes a file that is deleted on close. */
  static ProgressFile create() throws IOException {
    Path file = Files.createTempFile("javaipc-it-", ".progress");
    Files.write(file, new byte[Long.BYTES]);
    return new ProgressFile(file, true);
  }

  /** Opens the file of another process, or makes it. */
  static ProgressFile open(Path file) throws IOException {
    if (Files.notExists(file)) {
      Files.write(file, new byte[Long.BYTES]);
    }
    return new ProgressFile(file, false);
  }

  Path file() {
    return file;
  }

  void set(long number) {
    NUMBER.setRelease(memory, 0L, number);
  }

  long get() {
    return (long) NUMBER.getAcquire(memory, 0L);
  }

  @Override
  public void close() throws IOException {
    arena.close();
    if (mine) {
      Files.deleteIfExists(file);
    }
  }
}
