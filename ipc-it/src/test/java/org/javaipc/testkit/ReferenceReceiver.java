package org.javaipc.testkit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;

/** The receiving end of a reference channel. */
final class ReferenceReceiver extends ReferenceEnd implements Receiver {
  private static final long FOREVER = Long.MAX_VALUE;

  private final MemorySegment message;
  private final MemorySegment view;

  ReferenceReceiver(Address address, ReferenceQueue queue, Breach breach) {
    super(address, queue, breach, EndRole.RECEIVER);
    this.message = Arena.ofAuto().allocate(Math.max(1, queue.limit()));
    this.view = breach == Breach.HANDLER_CAN_WRITE ? message : message.asReadOnly();
    monitor.opened(this, breach == Breach.SAYS_NOTHING_IS_UNREAD ? () -> 0 : queue::messages);
  }

  @Override
  public long diedSenders() {
    return 0;
  }

  @Override
  public boolean isEnded() {
    return queue.isEnded();
  }

  @Override
  public int poll(MessageHandler handler, int limit) throws IpcException {
    boolean interrupted = breach == Breach.POLL_EATS_INTERRUPTS && Thread.interrupted();
    try {
      return take(handler, limit, breach == Breach.POLL_WAITS && !interrupted ? FOREVER : 0);
    } catch (InterruptedException e) {
      throw new AssertionError(e); // it does not wait
    }
  }

  @Override
  public int receive(MessageHandler handler, int limit, Duration timeout)
      throws IpcException, InterruptedException {
    return take(handler, limit, Math.max(0, timeout.toNanos()));
  }

  @Override
  public int receive(MessageHandler handler, int limit) throws IpcException, InterruptedException {
    return take(handler, limit, FOREVER);
  }

  private int take(MessageHandler handler, int limit, long timeout)
      throws IpcException, InterruptedException {
    if (limit <= 0) {
      throw new IllegalArgumentException("limit=" + limit);
    }
    int most = breach == Breach.IGNORES_LIMIT ? Integer.MAX_VALUE : limit;
    enter();
    try {
      int taken = 0;
      while (taken < most && !isClosed()) {
        int length = queue.peek(this, taken == 0 ? timeout : 0);
        if (length < 0) {
          return taken > 0 ? taken : length + (length == -2 ? 2 : 0);
        }
        queue.take(message, length);
        monitor.counted(1, length);
        handle(handler, length);
        taken++;
      }
      return taken;
    } finally {
      exit();
    }
  }

  private void handle(MessageHandler handler, int length) {
    try {
      handler.onMessage(view, 0, length);
    } catch (RuntimeException | Error e) {
      if (breach == Breach.THROWN_COMES_AGAIN) {
        queue.untake(length);
      }
      throw e;
    }
  }

  @Override
  public long receive(MemorySegment into, Duration timeout)
      throws IpcException, InterruptedException {
    return receive(into, Math.max(0, timeout.toNanos()));
  }

  @Override
  public long receive(MemorySegment into) throws IpcException, InterruptedException {
    return receive(into, FOREVER);
  }

  private long receive(MemorySegment into, long timeout) throws IpcException, InterruptedException {
    enter();
    try {
      int length = queue.peek(this, timeout);
      if (length < 0) {
        return length == -1 ? END_OF_STREAM : TIMED_OUT;
      }
      if (length > into.byteSize()) {
        if (breach == Breach.SHORT_SEGMENT_EATS) {
          queue.drop(length);
        }
        throw new IllegalArgumentException(
            "the segment has %d bytes, the message %d".formatted(into.byteSize(), length));
      }
      queue.take(into, length);
      monitor.counted(1, length);
      if (breach == Breach.WRITES_BEHIND && length < into.byteSize()) {
        into.set(java.lang.foreign.ValueLayout.JAVA_BYTE, length, (byte) 0);
      }
      return length;
    } finally {
      exit();
    }
  }

  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    enter();
    try {
      return queue.peek(this, Math.max(0, timeout.toNanos())) != -2;
    } finally {
      exit();
    }
  }

  @Override
  void leave() throws IOException {
    queue.closeByReceiver();
  }
}
