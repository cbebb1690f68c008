package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 19 of a channel for events: both ends count them; they have no bytes, and none is unread. */
interface EventMetrics extends ContractLine {
  @Test
  @DisplayName("19 both ends count events, and no bytes, also after they have closed")
  default void eventsCount() throws Exception {
    Listener listener = rig().listener(rig().address());
    Notifier notifier = rig().notifier(rig().address());
    EndMetrics told = ListedEnds.only(rig().address(), EndRole.NOTIFIER);
    EndMetrics heard = ListedEnds.only(rig().address(), EndRole.LISTENER);
    for (int event : new int[] {0, 5, 63}) {
      notifier.signal(event);
      assertThat(listener.await(rig().patience())).isEqualTo(Notifier.bit(event));
    }
    for (EndMetrics end : new EndMetrics[] {told, heard}) {
      ListedEnds.requireCounted(end, 3, 0);
      assertThat(end.unread()).as("unread of %s", end).isZero();
    }
    notifier.close();
    listener.close();
    ListedEnds.requireCounted(told, 3, 0);
    ListedEnds.requireCounted(heard, 3, 0);
  }
}
