package org.javaipc.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.linux.raw.Fcntl;
import org.javaipc.spi.AccessPolicy;

/** A mapped file of zeros for tests, with a parker of its own; the other process maps it too. */
final class SharedMemory implements AutoCloseable {
  static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private final Descriptor file;
  private final Mapping mapping;
  private final FutexParker parker;

  private SharedMemory(Descriptor file, long size) throws IpcException {
    this.file = file;
    this.mapping = Mapping.shared(file, size);
    this.parker = new FutexParker(mapping.segment());
  }

  static SharedMemory create(Path directory, String name, long size) throws IpcException {
    try (HiddenFile hidden = HiddenFile.create(directory(directory), name, 0600)) {
      FileSpace.extend(hidden.file(), size, size);
      hidden.publish(name);
      return new SharedMemory(hidden.file(), size);
    }
  }

  static SharedMemory open(Path directory, String name, long size) throws IpcException {
    int fd = directory(directory).openFile(name, Fcntl.O_RDWR);
    return new SharedMemory(new Descriptor((int) SystemErrors.check(fd, "open", name), name), size);
  }

  MemorySegment segment() {
    return mapping.segment();
  }

  FutexParker parker() {
    return parker;
  }

  @Override
  public void close() {
    parker.close();
    mapping.close();
    file.close();
  }

  private static RuntimeDirectory directory(Path directory) throws IpcException {
    return RuntimeDirectory.open(Optional.of(directory), AccessPolicy.PRIVATE);
  }
}
