package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.javaipc.WaitStrategy;
import org.javaipc.spi.SharedRegion;

/**
 * What receivers over rings and over queues have in common: entering and leaving, waiting on the
 * receiver's word, and closing from within a handler.
 */
abstract class ReceivingEnd extends RingEnd implements Receiver {
  private static final long WORD = RingDescriptor.RECEIVER_WORD_OFFSET;

  private final long maxMessage;
  private final Waiter waiter;

  /** Id of the thread that is in a handler of this end, or 0; others only compare it with theirs. */
  private long handlerThread;

  /** Set by a handler that closed its own end, which leaves only when the handler's call is over. */
  private boolean leavesOnExit;

  ReceivingEnd(Address address, SharedRegion region, long maxMessage, WaitStrategy strategy) {
    super(address, region, EndRole.RECEIVER);
    this.maxMessage = maxMessage;
    this.waiter = new Waiter(memory, WORD, parker, strategy);
  }

  /** {@return how many messages the handler got; 0 if there are none now; -1 at the end} */
  abstract int pollOnce(MessageHandler handler, int limit) throws IpcException;

  /** {@return whether there is a next message for {@link #copyNext}} */
  abstract boolean hasNext() throws IpcException;

  /** Copies and takes the message that {@link #hasNext} found; {@return its length}. */
  abstract long copyNext(MemorySegment into) throws IpcException;

  /** {@return whether there is a message, or the end; nothing is taken} */
  abstract boolean isReady() throws IpcException;

  /** Says that a sender was found dead: by a thread that must not block. */
  final void onSenderDeath() {
    guard.raise(EndGuard.ATTENTION);
    wakeUser(WORD);
  }

  /** A handler is about to be called. */
  final void handlerBegins() {
    handlerThread = Thread.currentThread().threadId();
  }

  /** No handler is being called any more. */
  final void handlerEnds() {
    handlerThread = 0;
  }

  @Override
  public final long maxMessage() {
    return maxMessage;
  }

  @Override
  public final int poll(MessageHandler handler, int limit) throws IpcException {
    checkLimit(limit);
    enter();
    try {
      return pollOnce(handler, limit);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  @Override
  public final int receive(MessageHandler handler, int limit, Duration timeout)
      throws IpcException, InterruptedException {
    return receive(handler, limit, Waiter.nanos(timeout));
  }

  @Override
  public final int receive(MessageHandler handler, int limit)
      throws IpcException, InterruptedException {
    return receive(handler, limit, Waiter.FOREVER);
  }

  private int receive(MessageHandler handler, int limit, long nanos)
      throws IpcException, InterruptedException {
    checkLimit(limit);
    enter();
    try {
      int taken = pollOnce(handler, limit);
      return taken != 0 ? taken : awaitMessages(handler, limit, nanos);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  private int awaitMessages(MessageHandler handler, int limit, long nanos)
      throws IpcException, InterruptedException {
    beginWait(nanos);
    try {
      while (waiter.pause()) {
        checkOpen();
        int taken = pollOnce(handler, limit);
        if (taken != 0) {
          return taken;
        }
      }
      checkOpen();
      return 0;
    } finally {
      endWait();
    }
  }

  @Override
  public final long receive(MemorySegment into, Duration timeout)
      throws IpcException, InterruptedException {
    return receive(into, Waiter.nanos(timeout));
  }

  @Override
  public final long receive(MemorySegment into) throws IpcException, InterruptedException {
    return receive(into, Waiter.FOREVER);
  }

  private long receive(MemorySegment into, long nanos) throws IpcException, InterruptedException {
    if (into.isReadOnly()) {
      throw new IllegalArgumentException("the segment to receive into is read-only");
    }
    enter();
    try {
      if (hasNext() || (!isEnded() && awaitNext(nanos))) {
        return copyNext(into);
      }
      return isEnded() ? END_OF_STREAM : TIMED_OUT;
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  private boolean awaitNext(long nanos) throws IpcException, InterruptedException {
    beginWait(nanos);
    try {
      while (waiter.pause()) {
        checkOpen();
        if (hasNext()) {
          return true;
        }
        if (isEnded()) {
          return false;
        }
      }
      checkOpen();
      return false;
    } finally {
      endWait();
    }
  }

  @Override
  public final boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    enter();
    try {
      return isReady() || awaitReady(Waiter.nanos(timeout));
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  private boolean awaitReady(long nanos) throws IpcException, InterruptedException {
    beginWait(nanos);
    try {
      while (waiter.pause()) {
        checkOpen();
        if (isReady()) {
          return true;
        }
      }
      checkOpen();
      return false;
    } finally {
      endWait();
    }
  }

  private void beginWait(long nanos) {
    monitor.waitBegins();
    waiter.begin(nanos);
  }

  private void endWait() {
    waiter.end();
    monitor.waitEnds();
  }

  /** Checks that a message of that length fits where it is to be received. */
  final void checkFits(long length, MemorySegment into) {
    if (length > into.byteSize()) {
      throw new IllegalArgumentException(
          "%s: the message has length=%d but the segment only byteSize=%d; it stays to be received"
              .formatted(address, length, into.byteSize()));
    }
  }

  private static void checkLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit=" + limit + " is not over 0");
    }
  }

  private void enter() throws IpcException {
    if ((guard.enter() & EndGuard.CLOSED) != 0) {
      guard.exit();
      throw closed();
    }
  }

  private void exit() throws IpcException {
    try {
      if (leavesOnExit) {
        leavesOnExit = false;
        giveBack();
      }
    } finally {
      guard.exit();
    }
  }

  private void checkOpen() throws IpcException {
    if (guard.isClosed()) {
      throw closed();
    }
  }

  @Override
  public final void close() throws IpcException {
    if (handlerThread == Thread.currentThread().threadId()) {
      leavesOnExit |= guard.raise(EndGuard.CLOSED);
    } else {
      close(WORD);
    }
  }
}
