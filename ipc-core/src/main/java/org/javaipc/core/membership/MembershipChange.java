package org.javaipc.core.membership;

import java.lang.foreign.MemorySegment;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.Waiter;
import org.javaipc.spi.ChangeMark;
import org.javaipc.spi.Parker;

/** Signals that a sender has joined or left: the receiver checks all slots when the mark has changed. */
public final class MembershipChange {
  private MembershipChange() {}

  /** Makes the receiver check which senders have joined and left. */
  public static void announce(MemorySegment memory, Parker parker) {
    Fields.putLongVolatile(memory, ChannelHeader.CHANGES_OFFSET, ChangeMark.next());
    Waiter.wake(memory, ChannelHeader.RECEIVER_WORD_OFFSET, parker);
  }
}
