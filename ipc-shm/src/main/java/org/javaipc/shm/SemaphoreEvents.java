package org.javaipc.shm;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.javaipc.Notifier;
import org.javaipc.linux.semaphore.OwnedSemaphores;
import org.javaipc.linux.semaphore.SemaphoreGroup;
import org.javaipc.linux.semaphore.SemaphoreGroup.Step;

/**
 * Represents events as semaphores of a set.
 *
 * <pre>
 *   0..63   1 if the event is pending, else 0
 *   64      the bell: how many events are pending
 * </pre>
 *
 * <p>Notifying is one group, {@code event = 0, event + 1, bell + 1}, without waiting. It fails if the event is pending
 * already, and then there is nothing to do. A C program does the same with {@code semop}. Listening means waiting for
 * the bell; taking is one group that takes all pending events.
 *
 * <p>A virtual thread cannot wait for a semaphore without holding its carrier. It therefore sleeps on a word beside the
 * set, which notifiers check after each event.
 */
final class SemaphoreEvents {
  static final int BELL = Notifier.EVENTS;
  static final int COUNT = BELL + 1;

  private static final int AWAKE = 0;
  private static final int ASLEEP = 1;
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

  private SemaphoreEvents() {}

  /** {@return the group that makes an event pending, if it is not pending yet} */
  static SemaphoreGroup notifying(int event) {
    return new SemaphoreGroup(
        List.of(new Step(event, 0, false), new Step(event, 1, false), new Step(BELL, 1, false)));
  }

  /** {@return the group that waits until an event is pending, and changes nothing} */
  static SemaphoreGroup awaiting() {
    return new SemaphoreGroup(List.of(new Step(BELL, -1, false), new Step(BELL, 1, false)));
  }

  /** Announces that the listener is about to sleep on the word. */
  static void declareSleep(OwnedSemaphores semaphores) {
    WORD.setVolatile(semaphores.memory(), OwnedSemaphores.SLEEP_OFFSET, ASLEEP);
    VarHandle.fullFence();
  }

  static void sleep(OwnedSemaphores semaphores, long nanos) {
    semaphores.parker().park(OwnedSemaphores.SLEEP_OFFSET, ASLEEP, nanos);
  }

  static void endSleep(OwnedSemaphores semaphores) {
    WORD.setVolatile(semaphores.memory(), OwnedSemaphores.SLEEP_OFFSET, AWAKE);
  }

  /** Wakes a listener that sleeps on the word, after an event was made pending. */
  static void wake(OwnedSemaphores semaphores) {
    VarHandle.fullFence();
    if ((int) WORD.getVolatile(semaphores.memory(), OwnedSemaphores.SLEEP_OFFSET) == ASLEEP) {
      semaphores.parker().unpark(OwnedSemaphores.SLEEP_OFFSET);
    }
  }
}
