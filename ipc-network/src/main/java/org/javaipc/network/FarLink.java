package org.javaipc.network;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One stream between two processes after their handshake. It has one or two directions. Each ends in an orderly way, by
 * {@link FarFrame#END} and {@link FarFrame#ENDED}, or breaks with the stream. Any number of threads may use it; they
 * wait only in {@link #await}.
 */
final class FarLink {
  private final FarWire wire;
  private final String who;
  private final Runnable onOver;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable FarInlet inlet; // these are guarded by lock
  private @Nullable FarOutlet outlet;
  private volatile boolean confirmed;
  private boolean over;
  private @Nullable FarPulse pulse;
  private Fate fate = Fate.OF_NOBODY;

  /** What becomes of a peer between its welcome and its confirmation. */
  interface Fate {
    /** Nobody has to know. */
    Fate OF_NOBODY =
        new Fate() {
          @Override
          public void confirmed() {
            // nothing waits for it
          }

          @Override
          public void abandoned() {
            // nothing was prepared
          }
        };

    /** The peer has confirmed; called with the lock. */
    void confirmed();

    /** The stream has broken before; called by the loop's thread. */
    void abandoned();
  }

  /**
   * Begins without directions.
   *
   * @param wire to the peer
   * @param who describes the peer, for messages
   * @param onOver run once, when the stream is over
   */
  FarLink(FarWire wire, String who, Runnable onOver) {
    this.wire = wire;
    this.who = who;
    this.onOver = onOver;
  }

  /** {@return a description of the peer, for messages} */
  String who() {
    return who;
  }

  /**
   * Begins the directions that were agreed.
   *
   * @param inlet what the peer sends; null if nothing
   * @param outlet what is sent to the peer; null if nothing
   * @param silence after which the peer counts as dead
   * @param peersSilence after which this process counts as dead for the peer
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

  /** Sets what is told of the peer's confirmation, before it can come. */
  void onFate(Fate told) {
    locked(() -> fate = told);
  }

  void send(byte[] frame) {
    if (!over) {
      wire.send(frame);
    }
  }

  boolean isReady() {
    return wire.isReady();
  }

  /** {@return whether both processes have completed the handshake, so that a break means a death} */
  boolean isConfirmed() {
    return confirmed;
  }

  /** Records that both processes have completed the handshake. */
  void confirm() {
    locked(() -> {
      makeConfirmed();
      send(FarFrame.of(FarFrame.READY));
    });
  }

  private void makeConfirmed() {
    confirmed = true;
    if (inlet != null) {
      inlet.begin();
    }
    fate.confirmed();
  }

  /** Runs an action under the lock, unless the stream is over. */
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

  /** The stream accepts frames again. */
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

  /** A frame has arrived. */
  void frame(byte[] frame) {
    lock.lock();
    try {
      if (!over) {
        heard();
        take(frame);
        settle();
      }
    } catch (IOException e) {
      fail("its " + who + " broke the rules: " + e.getMessage());
    } catch (RuntimeException e) {
      fail(e.toString());
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
    if (confirmed == (type == FarFrame.READY) && type != FarFrame.PULSE) {
      throw new IOException("frame=" + type + (confirmed ? " once more" : " before it is ready"));
    }
    switch (type) {
      case FarFrame.PULSE -> {}
      case FarFrame.READY -> makeConfirmed();
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

  /** Breaks the stream off. The caller holds the lock. */
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

  /** The peer has been silent for too long. */
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

  /** The stream has broken, unless it was over already; as far as is known here, the peer has died. */
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
    if (!confirmed) {
      FarLoop.execute(fate::abandoned);
    }
    FarLoop.execute(onOver);
  }

  /** The peer will say nothing more: if it has not ended all that it sends before, this is its death. */
  void hungUp() {
    locked(() -> fail("it has ended the stream before what it sends"));
  }

  /** The peer keeps to the rules, and yet does not do what it must. */
  void giveUp(String why) {
    locked(() -> fail(why));
  }

  /**
   * Waits until a direction is over or broken, or the time is over. An interrupt is kept for later.
   *
   * @return whether it is over, or this thread itself has to bring that about
   */
  boolean await(FarHalf half, Duration longest) {
    if (FarLoop.isHere()) {
      return true;
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
      return half.isDone() || over;
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Wakes the threads that wait for a direction, which is over now. The caller holds the lock. */
  void told() {
    changed.signalAll();
  }

  /** {@return a duration in nanoseconds, limited to what a clock can count} */
  static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }
}
