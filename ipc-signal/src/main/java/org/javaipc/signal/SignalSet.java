package org.javaipc.signal;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of signals.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sigsetops.3.html">sigsetops(3)</a>
 */
public final class SignalSet {
  private static final int STANDARD = 31;
  private static final SignalSet EMPTY = new SignalSet(0);

  private final long bits;

  SignalSet(long bits) {
    this.bits = bits;
  }

  /** {@return the set without signals} */
  public static SignalSet empty() {
    return EMPTY;
  }

  /** {@return the set of all signals that there are} */
  public static SignalSet full() {
    return new SignalSet(Signal.all().stream().mapToLong(Signal::bit).reduce(0, (a, b) -> a | b));
  }

  /**
   * {@return the set of some signals}
   *
   * @param signals in any order
   */
  public static SignalSet of(Signal... signals) {
    long bits = 0;
    for (Signal signal : signals) {
      bits |= signal.bit();
    }
    return new SignalSet(bits);
  }

  /**
   * {@return this set and a signal}
   *
   * @param signal to add
   */
  public SignalSet with(Signal signal) {
    return new SignalSet(bits | signal.bit());
  }

  /**
   * {@return this set without a signal}
   *
   * @param signal to remove
   */
  public SignalSet without(Signal signal) {
    return new SignalSet(bits & ~signal.bit());
  }

  /**
   * {@return whether a signal is in the set}
   *
   * @param signal to check
   */
  public boolean contains(Signal signal) {
    return (bits & signal.bit()) != 0;
  }

  /** {@return whether there is no signal in it} */
  public boolean isEmpty() {
    return bits == 0;
  }

  /** {@return its signals, by number} */
  public List<Signal> signals() {
    return Signal.all().stream().filter(this::contains).toList();
  }

  /** {@return a row of 31 digits, 1 for a standard signal that is in the set, from 1 to 31} */
  public String row() {
    StringBuilder row = new StringBuilder();
    for (int number = 1; number <= STANDARD; number++) {
      row.append(bits >>> (number - 1) & 1);
    }
    return row.toString();
  }

  long bits() {
    return bits;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SignalSet set && set.bits == bits;
  }

  @Override
  public int hashCode() {
    return Objects.hash(bits);
  }

  /** {@return such as {@code [SIGINT, SIGRTMIN+3]}} */
  @Override
  public String toString() {
    return signals().stream().map(Signal::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}
