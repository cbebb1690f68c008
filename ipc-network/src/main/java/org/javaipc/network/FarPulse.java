package org.javaipc.network;

import java.time.Duration;
import java.util.concurrent.Future;

/**
 * The heartbeat on one stream. Each process sends a pulse from time to time, and considers the other dead once it has
 * heard nothing for the time that its address states. A process that was itself stopped meanwhile starts counting
 * again.
 */
final class FarPulse {
  /** How many pulses are sent within the time after which silence means death. */
  private static final int SIGNS = 4;

  private static final long LEAST_NANOS = 5_000_000;

  private final FarLink link;
  private final long silence;
  private final long interval;
  private final Future<?> beat;
  private volatile long heard = System.nanoTime();
  private long lastBeat = System.nanoTime(); // of the loop's thread

  private FarPulse(FarLink link, long silence, long interval) {
    this.link = link;
    this.silence = silence;
    this.interval = interval;
    this.beat = FarLoop.every(interval, this::beat);
  }

  static FarPulse start(FarLink link, Duration silence, Duration peersSilence) {
    long own = FarLink.nanos(silence);
    long shorter = Math.min(own, FarLink.nanos(peersSilence));
    return new FarPulse(link, own, Math.max(LEAST_NANOS, shorter / SIGNS));
  }

  void heard() {
    heard = System.nanoTime();
  }

  private void beat() {
    long now = System.nanoTime();
    if (now - lastBeat > 2 * interval + LEAST_NANOS) {
      heard = now; // this process was stopped and has to read what arrived meanwhile
    }
    lastBeat = now;
    if (now - heard > silence) {
      link.silent();
    } else {
      link.pulse();
    }
  }

  void stop() {
    beat.cancel(false);
  }
}
