package org.javaipc.core.event;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.SleepWord;
import org.javaipc.spi.SharedRegion;

/**
 * Takes the events of a notifier whose listener is remote, from an event word that only the two of them use.
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
   * Taps an event word that {@link #initialize} prepared.
   *
   * @param region of the event word
   */
  public EventTap(SharedRegion region) {
    this.memory = region.segment();
    sleep();
  }

  /**
   * Turns zeroed memory into an event word whose listener is remote.
   *
   * @param memory of {@link #LENGTH} bytes
   * @param listener process slot of the listener
   */
  public static void initialize(MemorySegment memory, long listener) {
    EventLayout.initialize(memory, listener);
  }

  /** {@return the pending events, one bit each} Takes them. */
  public long take() {
    return EventLayout.isPending(memory) ? EventLayout.take(memory) : 0;
  }

  /** Asks the notifier to unpark {@link #WORD}. After this, check for events that it has signalled before. */
  public void sleep() {
    Fields.putIntVolatile(memory, WORD, SleepWord.ASLEEP);
    VarHandle.fullFence();
  }

  /** Tells the notifier that the listener has closed. */
  public void listenerClosed() {
    Fields.putIntVolatile(memory, EventLayout.CLOSED_OFFSET, EventLayout.CLOSED);
  }
}
