package org.javaipc.linux.signal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.poll.Timerfd;
import org.javaipc.linux.raw.process.Time;

/**
 * A timer of the monotonic clock that is read from a descriptor. For one thread at a time; any may
 * close it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/timerfd_create.2.html">timerfd_create(2)</a>
 */
public final class TimerDescriptor implements AutoCloseable {
  private static final String NAME = "a timer";

  private final Descriptor descriptor;
  private final MemorySegment count = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);

  private TimerDescriptor(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * {@return a timer that is not set}
   *
   * @throws IpcException if descriptors have run out
   */
  public static TimerDescriptor create() throws IpcException {
    int flags = Timerfd.TFD_NONBLOCK | Timerfd.TFD_CLOEXEC;
    int fd = Timerfd.timerfd_create(Time.CLOCK_MONOTONIC, flags);
    return new TimerDescriptor(
        new Descriptor((int) SystemErrors.check(fd, "timerfd_create", NAME), NAME));
  }

  /**
   * Sets the timer.
   *
   * @param first nanoseconds until it expires; 0 to cancel it
   * @param period nanoseconds from then on; 0 for once
   * @throws IpcException if the kernel refuses
   */
  public void set(long first, long period) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment setting = ThreadTimer.setting(arena, first, period);
      SystemErrors.check(
          Timerfd.timerfd_settime(descriptor.fd(), 0, setting), "timerfd_settime", NAME);
    }
  }

  /**
   * {@return how often the timer has expired since it was read; 0 if it has not}
   *
   * @throws IpcException if it cannot be read
   */
  public long read() throws IpcException {
    long returned = Unistd.read(descriptor.fd(), count, Long.BYTES);
    if (Errno.wouldBlock(returned) || Errno.interrupted(returned)) {
      return 0;
    }
    SystemErrors.check(returned, "read", NAME);
    return count.get(ValueLayout.JAVA_LONG, 0);
  }

  /** {@return the descriptor, to wait on} */
  public Descriptor descriptor() {
    return descriptor;
  }

  /** Deletes the timer; repeating it does nothing. */
  @Override
  public void close() {
    descriptor.close();
  }
}
