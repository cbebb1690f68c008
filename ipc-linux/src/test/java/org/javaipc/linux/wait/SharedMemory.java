package org.javaipc.linux.wait;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.file.FileSpace;
import org.javaipc.linux.file.Mapping;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.liveness.UnpublishedFile;
import org.javaipc.linux.raw.file.Fcntl;

/** A mapped file of zeros for tests, with a parker of its own; the other process maps it too. */
public final class SharedMemory implements AutoCloseable {
  public static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  public static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  /** How long a sleep lasts whose wake-up was lost. */
  static final long LONG_NANOS = 20_000_000_000L;

  /** Only such a sleep lasts so long, even on a machine that is busy with something else. */
  static final long LOST_NANOS = 9_000_000_000L;

  private final Descriptor file;
  private final Mapping mapping;
  private final FutexParker parker;

  private SharedMemory(Descriptor file, long size) throws IpcException {
    this.file = file;
    this.mapping = Mapping.shared(file, size);
    this.parker = new FutexParker(mapping.segment(), LONG_NANOS);
  }

  static SharedMemory create(Path directory, String name, long size) throws IpcException {
    try (UnpublishedFile hidden =
        UnpublishedFile.create(directory(directory), name, FileAccess.of(AccessPolicy.PRIVATE))) {
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
