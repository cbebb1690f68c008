package org.javaipc.signal;

import java.time.Duration;
import org.javaipc.IpcException;
import org.javaipc.linux.signal.Disposition;
import org.javaipc.linux.signal.IntervalClock;
import org.javaipc.linux.signal.ProcessSignals;

/**
 * The three interval timers that a process has, one of each kind. They send a signal, once or repeatedly; expirations
 * before the handler has run are merged. If you need several timers, use {@link Ticker} or {@link CpuTimer}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getitimer.2.html">setitimer(2)</a>
 */
public enum IntervalTimer {
  /** Elapsed real time: SIGALRM. */
  REAL(IntervalClock.REAL, Signal.ALRM),
  /** Processor time of this process without that of the kernel on its behalf: SIGVTALRM. */
  VIRTUAL(IntervalClock.VIRTUAL, Signal.VTALRM),
  /** Processor time of this process and of the kernel on its behalf: SIGPROF. */
  PROFILING(IntervalClock.PROFILING, Signal.PROF);

  /** The longest delay and period, some 68 years. */
  public static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

  private static final Duration MICROSECOND = Duration.ofNanos(1000);

  private final IntervalClock clock;

  @SuppressWarnings("ImmutableEnumChecker") // it is, without the annotation
  private final Signal signal;

  IntervalTimer(IntervalClock clock, Signal signal) {
    this.clock = clock;
    this.signal = signal;
  }

  /**
   * The remaining time of a timer.
   *
   * @param delay until it expires; zero if it is not set
   * @param period from then on; zero if it does not repeat
   */
  public record Setting(Duration delay, Duration period) {
    static Setting of(IntervalClock.Setting setting) {
      return new Setting(
          MICROSECOND.multipliedBy(setting.value()), MICROSECOND.multipliedBy(setting.interval()));
    }
  }

  /** {@return the signal that it sends} */
  public Signal signal() {
    return signal;
  }

  /**
   * Starts the timer, in place of what it was set to.
   *
   * @param delay until it expires, one microsecond to {@link #LONGEST}, rounded up to microseconds
   * @param period from then on, in the same range
   * @return what was left
   * @throws IllegalArgumentException if one is out of range
   * @throws IllegalStateException if nothing handles, ignores or blocks the signal, so that it would end the JVM
   * @throws IpcException if the kernel refuses
   */
  public Setting start(Duration delay, Duration period) throws IpcException {
    long first = micros("delay", delay);
    long next = micros("period", period);
    requireHarmless(signal);
    return Setting.of(clock.set(first, next));
  }

  /**
   * Starts the timer for one expiration, in place of what it was set to.
   *
   * @param delay until it expires, one microsecond to {@link #LONGEST}, rounded up to microseconds
   * @return what was left
   * @throws IllegalArgumentException if it is out of range
   * @throws IllegalStateException if nothing handles, ignores or blocks the signal, so that it would end the JVM
   * @throws IpcException if the kernel refuses
   */
  public Setting once(Duration delay) throws IpcException {
    long first = micros("delay", delay);
    requireHarmless(signal);
    return Setting.of(clock.set(first, 0));
  }

  /**
   * Ends the timer.
   *
   * @return what was left
   * @throws IpcException if the kernel refuses
   */
  public Setting cancel() throws IpcException {
    return Setting.of(clock.set(0, 0));
  }

  /**
   * {@return what is left}
   *
   * @throws IpcException if the kernel refuses
   */
  public Setting left() throws IpcException {
    return Setting.of(clock.left());
  }

  private static long micros(String what, Duration duration) {
    requireInRange(what, duration, MICROSECOND);
    return duration.plusNanos(999).toNanos() / 1000;
  }

  static void requireInRange(String what, Duration duration, Duration least) {
    if (duration.compareTo(least) < 0 || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s=%s is not within %s to %s; cancel() or close() ends a timer"
              .formatted(what, duration, least, LONGEST));
    }
  }

  static void requireHarmless(Signal signal) throws IpcException {
    if (Disposition.of(signal.number()) == Disposition.DEFAULT
        && (ProcessSignals.blockedEverywhere() & signal.bit()) == 0) {
      throw new IllegalStateException(
          "signal="
              + signal.name()
              + " has no handler, so the timer would end this JVM; call Signals.handle(Signal."
              + signal.name()
              + ", ...) or Signals.ignore first");
    }
  }
}
