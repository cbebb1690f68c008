package org.javaipc.pipe;

import org.javaipc.IpcException;
import org.javaipc.linux.pipe.PipeCalls;
import org.javaipc.linux.wait.PollableDescriptor;

/**
 * A pipe without a name: bytes that go in at the {@link #writer} come out at the {@link #reader}.
 *
 * <pre>{@code
 * try (AnonymousPipe pipe = AnonymousPipe.open()) {
 *   pipe.writer().write(ByteBuffer.wrap(bytes));
 *   pipe.reader().read(buffer);
 * }
 * }</pre>
 *
 * @param reader the end from which bytes come
 * @param writer the end into which bytes go
 * @see <a href="https://man7.org/linux/man-pages/man2/pipe.2.html">pipe(2)</a>
 */
public record AnonymousPipe(PipeReader reader, PipeWriter writer) implements AutoCloseable {
  /**
   * {@return a new pipe}
   *
   * @throws org.javaipc.TransportUnavailableException if this JVM cannot call libc
   * @throws org.javaipc.ResourceLimitException if descriptors have run out
   * @throws IpcException if the kernel refuses for another reason
   */
  public static AnonymousPipe open() throws IpcException {
    PipeCalls.Ends ends = PipeCalls.create("a pipe");
    return new AnonymousPipe(
        new PipeReader(new PollableDescriptor(ends.reading())),
        new PipeWriter(new PollableDescriptor(ends.writing())));
  }

  /** Closes both ends. */
  @Override
  public void close() {
    writer.close();
    reader.close();
  }
}
