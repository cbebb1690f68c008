package org.javaipc.linux.wait;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.poll.Eventfd;

/**
 * A counter with a descriptor, which is readable while the count is over 0: how a thread that waits
 * for descriptors is told of something else. Never waits.
 *
 * <p>{@link #signal} may be called from any thread, until {@link #close} begins.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/eventfd.2.html">eventfd(2)</a>
 */
public final class EventDescriptor implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment one = arena.allocate(ValueLayout.JAVA_LONG);
  private final MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
  private final Descriptor descriptor;

  private EventDescriptor(Descriptor descriptor) {
    this.descriptor = descriptor;
    one.set(ValueLayout.JAVA_LONG, 0, 1);
  }

  /**
   * Makes one whose count is 0.
   *
   * @param name for messages
   * @return the counter
   * @throws org.javaipc.ResourceLimitException if descriptors have run out
   * @throws IpcException if the kernel refuses for another reason
   */
  public static EventDescriptor create(String name) throws IpcException {
    int fd = Eventfd.eventfd(0, Eventfd.EFD_CLOEXEC | Eventfd.EFD_NONBLOCK);
    return new EventDescriptor(new Descriptor((int) SystemErrors.check(fd, "eventfd", name), name));
  }

  /** {@return the descriptor's number} */
  public int fd() {
    return descriptor.fd();
  }

  /** {@return the descriptor, which stays this object's} */
  public Descriptor descriptor() {
    return descriptor;
  }

  /** Adds one to the count. */
  public void signal() {
    long returned;
    do {
      returned = Unistd.write(descriptor.fd(), one, Long.BYTES);
    } while (Errno.interrupted(returned));
  }

  /**
   * {@return the count, which is 0 from now on} For one thread at a time.
   */
  public long take() {
    long returned;
    do {
      returned = Unistd.read(descriptor.fd(), count, Long.BYTES);
    } while (Errno.interrupted(returned));
    return Errno.failed(returned) ? 0 : count.get(ValueLayout.JAVA_LONG, 0);
  }

  /** Closes the descriptor, which no thread uses any more. Repeating it does nothing. */
  @Override
  public synchronized void close() {
    if (arena.scope().isAlive()) {
      descriptor.close();
      arena.close();
    }
  }
}
