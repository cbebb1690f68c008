package org.javaipc.linux.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Unistd;

/**
 * A pipe to hand to programs.
 *
 * @param reading end
 * @param writing end
 */
public record PipeEnds(Descriptor reading, Descriptor writing) implements AutoCloseable {
  /**
   * {@return a new pipe whose ends wait, as programs expect}
   *
   * @throws IpcException if there are no descriptors left
   */
  public static PipeEnds create() throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
      SystemErrors.check(Unistd.pipe2(ends, Fcntl.O_CLOEXEC), "pipe2", "a pipe to a child");
      return new PipeEnds(
          new Descriptor(ends.getAtIndex(ValueLayout.JAVA_INT, 0), "a pipe from a child"),
          new Descriptor(ends.getAtIndex(ValueLayout.JAVA_INT, 1), "a pipe to a child"));
    }
  }

  /** {@return the end that is ours to read, which does not wait; the other one still does} */
  public ByteEnd ourReading() throws IpcException {
    return new ByteEnd(notWaiting(reading));
  }

  /** {@return the end that is ours to write, which does not wait; the other one still does} */
  public ByteEnd ourWriting() throws IpcException {
    return new ByteEnd(notWaiting(writing));
  }

  private static Descriptor notWaiting(Descriptor end) throws IpcException {
    int returned = Fcntl.fcntl(end.fd(), Fcntl.F_SETFL, Fcntl.O_NONBLOCK);
    if (Errno.failed(returned)) {
      throw SystemErrors.of(returned, "fcntl(F_SETFL)", end.name());
    }
    return end;
  }

  /** Closes both. */
  @Override
  public void close() {
    reading.close();
    writing.close();
  }
}
