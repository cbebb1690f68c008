package org.javaipc.core.endpoint;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.javaipc.WaitStrategy;
import org.javaipc.spi.ArgumentChecks;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.NameWatch;
import org.javaipc.spi.SharedRegion;

/**
 * What receivers over rings and over queues have in common: entering and leaving, waiting on the
 * receiver's word, and closing from within a handler.
 */
public abstract class ReceivingEnd extends Endpoint implements Receiver {
  /** How long to sleep for a lock at most, since nothing wakes an end for a lock whose holder was killed. */
  private static final long LONGEST_SLEEP_FOR_LOCK = 50_000_000;

  private final long maxMessage;

  /** Offset in the region of the word on which the user of this end sleeps. */
  private final long word;

  private final Waiter waiter;
  private final NameWatch names;

  /** Id of the thread that is in a handler of this end, or 0; other threads only compare it with their own. */
  private long handlerThread;

  /** Set by a handler that closed its own end, which leaves only when the handler's call is over. */
  private boolean leavesOnExit;

  protected ReceivingEnd(
      Address address, SharedRegion region, long maxMessage, long word, WaitStrategy strategy) {
    this(region, new EndMonitor(address, EndRole.RECEIVER), maxMessage, word, strategy);
  }

  protected ReceivingEnd(
      SharedRegion region, EndMonitor monitor, long maxMessage, long word, WaitStrategy strategy) {
    super(region, monitor);
    this.maxMessage = maxMessage;
    this.word = word;
    this.waiter = new Waiter(memory, word, parker, strategy);
    this.names = new NameWatch(address.toString(), this::isNamed);
  }

  /** {@return how many messages the handler got; 0 if there are none now; -1 at the end} */
  protected abstract int pollOnce(MessageHandler handler, int limit) throws IpcException;

  /** {@return whether there is a next message for {@link #copyNext}} */
  protected abstract boolean hasNext() throws IpcException;

  /** Copies and takes the message that {@link #hasNext} found; {@return its length}. */
  protected abstract long copyNext(MemorySegment into) throws IpcException;

  /** {@return whether there is a message, or the end; nothing is taken} */
  protected abstract boolean isReady() throws IpcException;

  /** {@return whether this end wants the name's lock, which another end held at the last attempt} */
  protected abstract boolean wantsLock();

  /** {@return whether, at the last check, no sender was joined and the stream had not ended} */
  protected abstract boolean isAlone();

  /** {@return whether senders can still find this end} */
  protected boolean isNamed() throws IpcException {
    return region.isNamed();
  }

  /** Reports that a sender was found dead. Called by a thread that must not block. */
  protected final void onSenderDeath() {
    guard.raise(EndGuard.ATTENTION);
    wakeUser(word);
  }

  /** A handler is about to be called. */
  protected final void handlerBegins() {
    handlerThread = Thread.currentThread().threadId();
  }

  /** No handler is being called any more. */
  protected final void handlerEnds() {
    handlerThread = 0;
  }

  @Override
  public final long maxMessage() {
    return maxMessage;
  }

  @Override
  public final int poll(MessageHandler handler, int limit) throws IpcException {
    ArgumentChecks.checkHandler(handler, limit);
    enter();
    try (MemoryFault.SETTLED) {
      int taken = pollOnce(handler, limit);
      if (taken == 0 && isAlone()) {
        names.lookAfterPoll();
      }
      waiter.stayedAwake(taken);
      return taken;
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
    ArgumentChecks.checkHandler(handler, limit);
    enter();
    try (MemoryFault.SETTLED) {
      int taken = pollOnce(handler, limit);
      if (taken == 0) {
        return awaitMessages(handler, limit, nanos);
      }
      waiter.stayedAwake(taken);
      return taken;
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
      while (pause()) {
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
    ArgumentChecks.checkTarget(into);
    enter();
    try (MemoryFault.SETTLED) {
      if (hasNext() || (!isEnded() && awaitNext(nanos))) {
        long length = copyNext(into);
        waiter.stayedAwake(1);
        return length;
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
      while (pause()) {
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
    long nanos = Waiter.nanos(timeout);
    enter();
    try (MemoryFault.SETTLED) {
      return isReady() || awaitReady(nanos);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  private boolean awaitReady(long nanos) throws IpcException, InterruptedException {
    beginWait(nanos);
    try {
      while (pause()) {
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

  private boolean pause() throws IpcException, InterruptedException {
    if (wantsLock()) {
      return waiter.pause(LONGEST_SLEEP_FOR_LOCK);
    }
    if (isAlone()) {
      names.look();
      return waiter.pause(NameWatch.INTERVAL);
    }
    return waiter.pause();
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
  protected final void checkFits(long length, MemorySegment into) {
    if (length > into.byteSize()) {
      throw new IllegalArgumentException(
          "%s: the message has length=%d but the segment only byteSize=%d; the message was not taken"
              .formatted(address, length, into.byteSize()));
    }
  }

  /** Begins a call of the end's user. */
  protected final void enter() throws IpcException {
    if ((guard.enter() & EndGuard.CLOSED) != 0) {
      guard.exit();
      throw closed();
    }
  }

  /** Ends the call that {@link #enter} began. */
  protected final void exit() throws IpcException {
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
    if (handlerThread == Thread.currentThread().threadId() && guard.isInUse()) {
      leavesOnExit |= guard.raise(EndGuard.CLOSED);
    } else {
      close(word);
    }
  }
}
