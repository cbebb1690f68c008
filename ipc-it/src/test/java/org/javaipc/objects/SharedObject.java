package org.javaipc.objects;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.linux.memory.MappedMemory;
import org.javaipc.mmap.MappedFile;
import org.javaipc.mmap.SharedMapping;
import org.javaipc.shm.PosixSharedMemory;
import org.javaipc.shm.SystemVSharedMemory;

/**
 * An object of one kind that a test shares with other processes, removed with it.
 *
 * @param kind as {@link Attached} and shared.c know it
 * @param name by which other processes find it
 * @param memory of this process
 */
record SharedObject(String kind, String name, MappedMemory memory) implements AutoCloseable {
  /** Makes one of 64 KiB. */
  static SharedObject make(String kind, Path folder) throws Exception {
    long size = 65_536;
    return switch (kind) {
      case "file" -> {
        Path path = folder.resolve("shared-file");
        yield new SharedObject(kind, path.toString(), MappedFile.at(path).size(size).create());
      }
      case "posix" -> {
        String name = "/javaipc-test-" + ProcessHandle.current().pid();
        yield new SharedObject(kind, name, PosixSharedMemory.at(name).size(size).create());
      }
      case "sysv" -> {
        Path path = Files.createFile(folder.resolve("shared-key"));
        int key = SystemVSharedMemory.ftok(path, 'T');
        yield new SharedObject(
            kind, Integer.toString(key), SystemVSharedMemory.at(key).size(size).create());
      }
      case "memfd" -> {
        SharedMapping memory = SharedMapping.create("test", size);
        String name = ProcessHandle.current().pid() + ":" + memory.descriptor();
        yield new SharedObject(kind, name, memory);
      }
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /** Removes the name; who has it attached keeps it. */
  void remove() throws IOException {
    switch (memory) {
      case MappedFile file -> Files.delete(file.path());
      case PosixSharedMemory posix -> PosixSharedMemory.unlink(posix.name());
      case SystemVSharedMemory segment -> segment.remove();
      default -> {} // it has no name
    }
  }

  @Override
  public void close() throws IOException {
    try {
      remove();
    } finally {
      memory.close();
    }
  }
}
