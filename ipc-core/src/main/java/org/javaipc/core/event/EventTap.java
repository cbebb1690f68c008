package org.javaipc.core.event;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.SleepWord;
import org.javaipc.spi.SharedRegion;

/**
 * Takes the events of a notifier whose listener is elsewhere, from an event word that only the two of them know.
 *
 * <p>For one thread at a time. Never waits.
 */
public final class EventTap {
  /** The word that the notifier unparks when there is something to take. */
  public static final long WORD = EventLayout.LISTENER_WORD_OFFSET;

  /** Size of an event word in bytes. */
  public static final long LENGTH = EventLayout.LENGTH;

  private final MemorySegment memory;

  /**
   * Taps an event word of {@link #initialize}.
   *
   * @param region of the event word
   */
  public EventTap(SharedRegion region) {
    this.memory = region.segment();
    sleep();
  }

  /**
   * Makes zeroed memory an event word, whose listener is elsewhere.
   *
   * @param memory of {@link #LENGTH}
   * @param listener its process slot
   */
  public static void initialize(MemorySegment memory, long listener) {
    EventLayout.initialize(memory, listener);
  }

  /** {@return the events to take, a bit each, which it takes} */
  public long take() {
    return EventLayout.isPending(memory) ? EventLayout.take(memory) : 0;
  }

  /** Says that the notifier is to unpark {@link #WORD}; what it has signalled before is to be looked at after this. */
  public void sleep() {
    Fields.putIntVolatile(memory, WORD, SleepWord.ASLEEP);
    VarHandle.fullFence();
  }

  /** Tells the notifier that the listener has closed. */
  public void listenerClosed() {
    Fields.putIntVolatile(memory, EventLayout.CLOSED_OFFSET, EventLayout.CLOSED);
  }
}
