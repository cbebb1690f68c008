package org.javaipc.linux.channel;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.WaitStrategy;
import org.javaipc.linux.channel.member.RemoteSenders;
import org.javaipc.linux.channel.message.MessageSource;
import org.javaipc.linux.wait.Waiting;
import org.javaipc.spi.ArgumentChecks;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.NameWatch;

/** The receiving end: an inlet, and what is known of the senders. */
final class KernelReceiver extends KernelEndpoint implements Receiver {
  private final MessageSource inlet;
  private final RemoteSenders senders;
  private final long maxMessage;
  private final Waiting waiting;
  private final NameWatch names;
  private long received;

  /**
   * Id of the thread that is in a handler of this end, or 0; others only compare it with theirs.
   */
  private long handlerThread;

  /** Set by a handler that closed its own end, which leaves only when the handler's call is over. */
  private boolean leavesOnExit;

  KernelReceiver(
      Address address,
      EndMonitor monitor,
      MessageSource inlet,
      RemoteSenders senders,
      long maxMessage,
      WaitStrategy strategy) {
    super(address, monitor);
    this.inlet = inlet;
    this.senders = senders;
    this.maxMessage = maxMessage;
    this.waiting = new Waiting(strategy, this::sleep, monitor);
    this.names = new NameWatch(address.toString(), senders::isNamed);
    monitor.opened(this, senders::unread);
  }

  private void sleep(long nanos) throws IpcException {
    inlet.await(Math.min(nanos, senders.longestSleep()));
  }

  @Override
  public long maxMessage() {
    return maxMessage;
  }

  @Override
  public long diedSenders() {
    return senders.died();
  }

  @Override
  public boolean isEnded() {
    return senders.hasEnded();
  }

  @Override
  public int poll(MessageHandler handler, int limit) throws IpcException {
    ArgumentChecks.checkHandler(handler, limit);
    enter();
    try (MemoryFault.SETTLED) {
      int taken = pollOnce(handler, limit);
      if (taken == 0 && senders.isAlone()) {
        names.lookAfterPoll();
      }
      return taken;
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  @Override
  public int receive(MessageHandler handler, int limit, Duration timeout)
      throws IpcException, InterruptedException {
    return receive(handler, limit, Waiting.nanos(timeout));
  }

  @Override
  public int receive(MessageHandler handler, int limit) throws IpcException, InterruptedException {
    return receive(handler, limit, Waiting.FOREVER);
  }

  private int receive(MessageHandler handler, int limit, long nanos)
      throws IpcException, InterruptedException {
    ArgumentChecks.checkHandler(handler, limit);
    enter();
    try (MemoryFault.SETTLED) {
      int taken = pollOnce(handler, limit);
      if (taken == 0) {
        taken = awaitMessages(handler, limit, nanos);
      }
      return taken;
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  private int awaitMessages(MessageHandler handler, int limit, long nanos)
      throws IpcException, InterruptedException {
    int taken = 0;
    waiting.begin(nanos);
    try {
      while (taken == 0 && pause()) {
        checkOpen();
        taken = pollOnce(handler, limit);
      }
    } finally {
      waiting.end();
    }
    checkOpen();
    return taken;
  }

  private boolean pause() throws IpcException, InterruptedException {
    if (senders.isAlone()) {
      names.look();
    }
    return waiting.pause();
  }

  /** {@return how many messages were taken; 0 if there are none now; -1 at the end of the stream} */
  private int pollOnce(MessageHandler handler, int limit) throws IpcException {
    if (!peek()) {
      return senders.hasEnded() ? END_OF_STREAM : 0;
    }
    int taken = 0;
    long bytes = 0;
    handlerThread = Thread.currentThread().threadId();
    try {
      do {
        MemorySegment shown = inlet.data();
        long offset = inlet.offset();
        long length = inlet.length();
        Checkpoint.RECEIVE_TAKEN.pass();
        inlet.take(); // when nothing but the handler can fail any more
        taken++;
        bytes += length;
        handler.onMessage(shown, offset, length);
        Checkpoint.RECEIVE_HANDLED.pass();
      } while (taken < limit && !guard.isClosed() && inlet.peekAtHand());
      return taken;
    } finally {
      handlerThread = 0;
      received += taken;
      monitor.counted(taken, bytes);
      senders.received(received);
    }
  }

  private boolean peek() throws IpcException {
    senders.update();
    try {
      return !senders.hasEnded() && inlet.peek();
    } catch (PeerDiedException e) {
      senders.brokeOff();
      throw e;
    }
  }

  @Override
  public long receive(MemorySegment into, Duration timeout)
      throws IpcException, InterruptedException {
    return receive(into, Waiting.nanos(timeout));
  }

  @Override
  public long receive(MemorySegment into) throws IpcException, InterruptedException {
    return receive(into, Waiting.FOREVER);
  }

  private long receive(MemorySegment into, long nanos) throws IpcException, InterruptedException {
    ArgumentChecks.checkTarget(into);
    enter();
    try (MemoryFault.SETTLED) {
      if (!awaitMessage(nanos)) {
        return senders.hasEnded() ? END_OF_STREAM : TIMED_OUT;
      }
      return copy(into);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  private long copy(MemorySegment into) {
    long length = inlet.length();
    if (length > into.byteSize()) {
      throw new IllegalArgumentException(
          "%s: the message has length=%d but the segment only byteSize=%d; the message was not taken"
              .formatted(address, length, into.byteSize()));
    }
    MemorySegment.copy(inlet.data(), inlet.offset(), into, 0, length);
    inlet.take();
    try {
      senders.received(++received);
      monitor.counted(1, length);
    } catch (StackOverflowError e) {
      // The caller has the message, and would miss it.
    }
    return length;
  }

  /** {@return whether there is a message; false at the end, or if the timeout elapsed} */
  private boolean awaitMessage(long nanos) throws IpcException, InterruptedException {
    if (peek()) {
      return true;
    }
    waiting.begin(nanos);
    try {
      while (!senders.hasEnded() && pause()) {
        checkOpen();
        if (peek()) {
          return true;
        }
      }
    } finally {
      waiting.end();
    }
    checkOpen();
    return false;
  }

  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    enter();
    try (MemoryFault.SETTLED) {
      return awaitMessage(Waiting.nanos(timeout)) || senders.hasEnded();
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
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

  @Override
  void wakeUser() {
    inlet.wake();
  }

  @Override
  public void close() throws IpcException {
    if (handlerThread == Thread.currentThread().threadId() && guard.isInUse()) {
      leavesOnExit |= guard.markClosed();
    } else {
      closeOnce();
    }
  }

  @Override
  void giveBack() throws IpcException {
    Checkpoint.CLOSE_BEGUN.pass();
    try (MemoryFault.SETTLED) {
      senders.close();
      Checkpoint.CLOSE_TOLD.pass();
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      inlet.close();
      monitor.closed();
    }
  }
}
