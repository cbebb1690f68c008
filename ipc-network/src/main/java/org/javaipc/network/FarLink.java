package org.javaipc.network;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One stream between two processes once both have agreed: a direction or two, each of which ends in order, by {@link
 * FarFrame#END} and {@link FarFrame#ENDED}, or breaks with the stream. For any number of threads; none waits but in {@link #await}.
 */
final class FarLink {
  private final FarWire wire;
  private final String who;
  private final Runnable onOver;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable FarInlet inlet; // these are guarded by lock
  private @Nullable FarOutlet outlet;
  private boolean confirmed;
  private boolean over;
  private @Nullable FarPulse pulse;

  /**
   * Begins without directions.
   *
   * @param wire to the peer
   * @param who the peer is, for messages
   * @param onOver run once, when the stream is over
   */
  FarLink(FarWire wire, String who, Runnable onOver) {
    this.wire = wire;
    this.who = who;
    this.onOver = onOver;
  }

  /** {@return who the peer is, for messages} */
  String who() {
    return who;
  }

  /**
   * Begins what was agreed.
   *
   * @param inlet what the peer sends; null if nothing
   * @param outlet what is sent to the peer; null if nothing
   * @param silence after which the peer is dead
   * @param peersSilence after which this side is, to the peer
   */
  void begin(
      @Nullable FarInlet inlet,
      @Nullable FarOutlet outlet,
      Duration silence,
      Duration peersSilence) {
    lock.lock();
    try {
      this.inlet = inlet;
      this.outlet = outlet;
      pulse = FarPulse.start(this, silence, peersSilence);
    } finally {
      lock.unlock();
    }
  }

  void send(byte[] frame) {
    if (!over) {
      wire.send(frame);
    }
  }

  boolean isReady() {
    return wire.isReady();
  }

  /** {@return whether both sides know of the agreement, so that who breaks it off is dead} */
  boolean isConfirmed() {
    return confirmed;
  }

  /** Says that this side knows of the agreement, as the peer does. */
  void confirm() {
    locked(() -> {
      confirmed = true;
      send(FarFrame.of(FarFrame.READY));
    });
  }

  /** Runs something with the lock, unless the stream is over. */
  void locked(Runnable task) {
    lock.lock();
    try {
      if (!over) {
        task.run();
      }
    } catch (RuntimeException e) {
      fail(e.toString());
    } catch (Error e) {
      failBy(e); // something may be done in part, such as a frame that was filled and not sent
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** The stream takes frames again. */
  void ready() {
    locked(this::catchUp);
  }

  private void catchUp() {
    if (outlet != null) {
      outlet.catchUp();
    }
    if (inlet != null) {
      inlet.catchUp();
    }
  }

  /** A frame has come. */
  void frame(byte[] frame) {
    lock.lock();
    try {
      if (!over) {
        heard();
        take(frame);
        settle();
      }
    } catch (IOException | RuntimeException e) {
      fail("its " + who + " broke the rules: " + e.getMessage());
    } catch (Error e) {
      failBy(e);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private void heard() {
    if (pulse != null) {
      pulse.heard();
    }
  }

  private void take(byte[] frame) throws IOException {
    byte type = frame.length == 0 ? 0 : frame[0];
    switch (type) {
      case FarFrame.PULSE -> {}
      case FarFrame.READY -> confirmed = true;
      case FarFrame.DATA, FarFrame.EVENTS, FarFrame.END -> take(inlet, type, frame);
      case FarFrame.TAKEN, FarFrame.CLOSED, FarFrame.ENDED -> take(outlet, type, frame);
      default -> throw new IOException("unknown frame=" + type);
    }
  }

  private static void take(@Nullable FarHalf half, byte type, byte[] frame) throws IOException {
    if (half == null) {
      throw new IOException("frame=" + type + " of a direction that there is not");
    }
    half.take(type, frame);
  }

  /** Ends the stream once all directions are over. */
  private void settle() {
    if (isDone(inlet) && isDone(outlet)) {
      over = true;
      try {
        wire.end();
      } finally {
        finish();
      }
    }
  }

  private static boolean isDone(@Nullable FarHalf half) {
    return half == null || half.isDone();
  }

  /** Breaks the stream off; with the lock. */
  private void fail(String why) {
    if (!over) {
      try {
        wire.abort(why);
      } finally {
        broken();
      }
    }
  }

  private void failBy(Error cause) {
    try {
      fail(String.valueOf(cause.getMessage()));
    } catch (RuntimeException | Error e) {
      cause.addSuppressed(e);
    }
  }

  /** Nothing was heard of the peer for too long. */
  void silent() {
    locked(() -> fail("nothing was heard of " + who));
  }

  /** Gives a sign of life, unless other frames wait that are one. */
  void pulse() {
    locked(() -> {
      if (isReady()) {
        wire.send(FarFrame.of(FarFrame.PULSE));
      }
      catchUp();
    });
  }

  /** The stream is broken, if it was not over: the peer has died, for all that is known here. */
  void broken() {
    lock.lock();
    try {
      if (!over) {
        over = true;
        breakHalves();
      }
    } finally {
      lock.unlock();
    }
  }

  private void breakHalves() {
    try {
      if (inlet != null) {
        inlet.broken();
      }
    } finally {
      try {
        if (outlet != null) {
          outlet.broken();
        }
      } finally {
        finish();
      }
    }
  }

  private void finish() {
    if (pulse != null) {
      pulse.stop();
    }
    changed.signalAll();
    FarLoop.execute(onOver);
  }

  /** Waits until a direction is over, or broken, or the time is; the thread's interrupts wait meanwhile. */
  void await(FarHalf half, Duration longest) {
    if (FarLoop.isHere()) {
      return; // what is waited for comes by this thread
    }
    boolean interrupted = false;
    long left = longest.toNanos();
    lock.lock();
    try {
      while (!half.isDone() && !over && left > 0) {
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Wakes who waits for a direction, which is over now; with the lock. */
  void told() {
    changed.signalAll();
  }

  /** {@return a duration of so many nanoseconds, without more than a clock has} */
  static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }
}
