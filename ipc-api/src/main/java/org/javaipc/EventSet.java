package org.javaipc;

import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A set of events, as a {@link Listener} takes them. An immutable value.
 *
 * <pre>{@code
 * EventSet events = listener.awaitEvents();
 * if (events.contains(5)) {
 *   // event 5 was signalled at least once
 * }
 * }</pre>
 *
 * @param bits bit n for event n
 */
public record EventSet(long bits) {
  /** No event. */
  public static final EventSet NONE = new EventSet(0);

  /**
   * {@return the set of the given events}
   *
   * @param events 0 to 63 each
   * @throws IllegalArgumentException if an event is out of range
   */
  public static EventSet of(int... events) {
    long bits = 0;
    for (int event : events) {
      bits |= Notifier.bit(event);
    }
    return new EventSet(bits);
  }

  /**
   * {@return whether an event is in the set}
   *
   * @param event 0 to 63
   * @throws IllegalArgumentException if the event is out of range
   */
  public boolean contains(int event) {
    return (bits & Notifier.bit(event)) != 0;
  }

  /** {@return whether the set has no events} */
  public boolean isEmpty() {
    return bits == 0;
  }

  /** {@return how many events are in the set, 0 to 64} */
  public int size() {
    return Long.bitCount(bits);
  }

  /**
   * Calls the action with each event, in ascending order.
   *
   * @param action takes an event, 0 to 63; what it throws ends this method
   */
  public void forEach(IntConsumer action) {
    for (long left = bits; left != 0; left &= left - 1) {
      action.accept(Long.numberOfTrailingZeros(left));
    }
  }

  /** {@return the events, in ascending order} */
  public IntStream stream() {
    return IntStream.range(0, Notifier.EVENTS).filter(this::contains);
  }

  /** {@return the events in braces, such as <code>{1, 5}</code>} */
  @Override
  public String toString() {
    return stream().mapToObj(Integer::toString).collect(Collectors.joining(", ", "{", "}"));
  }
}
