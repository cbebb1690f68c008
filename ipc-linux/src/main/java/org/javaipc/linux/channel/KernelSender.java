package org.javaipc.linux.channel;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.javaipc.Address;
import org.javaipc.Claim;
import org.javaipc.IpcException;
import org.javaipc.Sender;
import org.javaipc.WaitStrategy;
import org.javaipc.linux.channel.member.RemoteReceiver;
import org.javaipc.linux.channel.message.MessageSink;
import org.javaipc.linux.channel.message.MessageSink.Result;
import org.javaipc.linux.wait.Waiting;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.SenderClaim;
import org.jspecify.annotations.Nullable;

/** The sending end: an outlet, and what is known of the receiver. */
final class KernelSender extends KernelEndpoint implements Sender {
  private static final System.Logger LOG = System.getLogger(KernelSender.class.getName());

  /** How long close waits for a receiver that does not go on reading. */
  private static final long LINGER_SECONDS = 2;

  private final MessageSink outlet;
  private final RemoteReceiver reader;
  private final long maxMessage;
  private final Waiting waiting;
  private final SenderClaim claim;
  private long sent;
  private long waits;

  KernelSender(
      Address address,
      EndMonitor monitor,
      MessageSink outlet,
      RemoteReceiver reader,
      long maxMessage,
      WaitStrategy strategy) {
    super(address, monitor);
    this.outlet = outlet;
    this.reader = reader;
    this.maxMessage = maxMessage;
    this.claim = new SenderClaim(address, maxMessage, this::commit);
    this.waiting = new Waiting(strategy, outlet::await, monitor);
    monitor.opened(this);
  }

  @Override
  public long maxMessage() {
    return maxMessage;
  }

  @Override
  public boolean offer(MemorySegment segment, long offset, long length) throws IpcException {
    claim.checkMessage(segment, offset, length);
    enter();
    try (MemoryFault.SETTLED) {
      return offerOnce(segment, offset, length, false);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  private boolean offerOnce(MemorySegment segment, long offset, long length, boolean patient)
      throws IpcException {
    reader.check();
    Result result;
    try {
      result = outlet.offer(segment, offset, length, patient);
    } catch (Throwable e) {
      tellIfTorn();
      throw e;
    }
    return isSent(result, length);
  }

  /** Ends the stream for the receiver, which has a part of a message to which nothing will come. */
  private void tellIfTorn() {
    if (outlet.isTorn()) {
      try (MemoryFault.SETTLED) {
        outlet.breakOff();
        reader.breakOff();
      } catch (IpcException | InternalError e) {
        LOG.log(System.Logger.Level.DEBUG, address + ": it is told at the closing", e);
      }
    }
  }

  private boolean isSent(Result result, long length) throws IpcException {
    return switch (result) {
      case SENT -> {
        try {
          account(length);
        } catch (StackOverflowError e) {
          // The message is out, and a caller that caught this would send it again.
        }
        yield true;
      }
      case FULL -> false;
      case GONE -> throw reader.gone();
    };
  }

  private void account(long length) {
    Checkpoint.SEND_PUBLISHED.pass();
    reader.sent(++sent, waits);
    monitor.counted(1, length);
  }

  @Override
  public boolean send(MemorySegment segment, long offset, long length, Duration timeout)
      throws IpcException, InterruptedException {
    return send(segment, offset, length, Waiting.nanos(timeout));
  }

  @Override
  public void send(MemorySegment segment, long offset, long length)
      throws IpcException, InterruptedException {
    var _ = send(segment, offset, length, Waiting.FOREVER);
  }

  private boolean send(MemorySegment segment, long offset, long length, long nanos)
      throws IpcException, InterruptedException {
    claim.checkMessage(segment, offset, length);
    enter();
    try (MemoryFault.SETTLED) {
      boolean done = offerOnce(segment, offset, length, true);
      return done || awaitRoomAndOffer(segment, offset, length, nanos);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  private boolean awaitRoomAndOffer(MemorySegment segment, long offset, long length, long nanos)
      throws IpcException, InterruptedException {
    waits++;
    waiting.begin(nanos);
    try {
      while (waiting.pause()) {
        checkOpen();
        if (offerOnce(segment, offset, length, true)) {
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
  public @Nullable Claim tryClaim(long length) throws IpcException {
    claim.checkClaim(length);
    enter();
    try (MemoryFault.SETTLED) {
      reader.check();
      return outlet.hasRoom() ? open(length) : null;
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  @Override
  public Claim claim(long length) throws IpcException, InterruptedException {
    claim.checkClaim(length);
    enter();
    try (MemoryFault.SETTLED) {
      reader.check();
      if (!outlet.hasRoom()) {
        awaitRoom();
      }
      return open(length);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  private void awaitRoom() throws IpcException, InterruptedException {
    waits++;
    waiting.begin(Waiting.FOREVER);
    try {
      do {
        waiting.pause();
        checkOpen();
        reader.check();
      } while (!outlet.hasRoom());
    } finally {
      waiting.end();
    }
  }

  private Claim open(long length) {
    return claim.open(outlet.claim(length), outlet.claimOffset(), length);
  }

  private void commit(long length) throws IpcException {
    enter();
    try (MemoryFault.SETTLED) {
      reader.check();
      Result result;
      try {
        result = outlet.commit(length);
      } catch (Throwable e) {
        tellIfTorn();
        throw e;
      }
      isSent(result, length);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  @Override
  void wakeUser() {
    outlet.wake();
  }

  @Override
  public void close() throws IpcException {
    closeOnce();
  }

  /**
   * Leaves once everything that was sent has been written. Waits for that while the receiver keeps reading; otherwise
   * another thread finishes it.
   */
  @Override
  void giveBack() throws IpcException {
    Checkpoint.CLOSE_BEGUN.pass();
    CountDownLatch left = new CountDownLatch(1);
    try {
      outlet.whenOut(() -> {
        leave();
        left.countDown();
      });
      for (long unsent = -1; unsent != outlet.unsent(); ) {
        unsent = outlet.unsent();
        if (left.await(LINGER_SECONDS, TimeUnit.SECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      monitor.closed(); // at last: a process that is ending waits for the ends that are open
    }
  }

  private void leave() {
    try (MemoryFault.SETTLED) {
      try {
        if (outlet.isTorn()) {
          reader.breakOff();
        }
        reader.leave();
        Checkpoint.CLOSE_TOLD.pass();
      } finally {
        outlet.close();
      }
    } catch (IpcException | InternalError e) {
      LOG.log(System.Logger.Level.WARNING, address + ": leaving", e);
    }
  }
}
