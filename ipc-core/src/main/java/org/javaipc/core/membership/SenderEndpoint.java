package org.javaipc.core.membership;

import java.lang.foreign.MemorySegment;
import org.javaipc.Address;
import org.javaipc.CorruptChannelException;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.Sender;
import org.javaipc.WaitStrategy;
import org.javaipc.core.endpoint.EndGuard;
import org.javaipc.core.endpoint.Endpoint;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RegionFields;
import org.javaipc.core.endpoint.SleepWord;
import org.javaipc.core.endpoint.Waiter;
import org.javaipc.core.endpoint.Waker;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.SharedRegion;

/**
 * A sender as a member of a channel over any medium: its slot, the receiver that it depends on, and how it learns that
 * the receiver has gone.
 */
public abstract class SenderEndpoint extends Endpoint implements Sender {
  protected final Waiter waiter;
  protected final Waker receiverWaker;

  private final MemorySegment slot;
  private final long word;
  private final int term;
  private final RegionFields header;
  private final boolean durable;
  private final ReceiverWatch receiver;

  /**
   * Prepares to join; {@link #join} does.
   *
   * @param address of the channel
   * @param region of the channel, closed with this end
   * @param slot a free slot, which begins with a {@link SlotHeader}
   * @param word offset in the region of the word on which this end's user sleeps
   * @param receiver the watch over the receiver, which this end owns from now on
   * @param strategy how to wait
   * @param durable whether the next receiver gets what this one has not read
   */
  protected SenderEndpoint(
      Address address,
      SharedRegion region,
      MemorySegment slot,
      long word,
      ReceiverWatch receiver,
      WaitStrategy strategy,
      boolean durable) {
    super(address, region, EndRole.SENDER);
    this.slot = slot;
    this.word = word;
    this.receiver = receiver;
    this.durable = durable;
    this.term = ChannelHeader.term(memory);
    this.header = new RegionFields(memory);
    this.waiter = new Waiter(memory, word, parker, strategy);
    this.receiverWaker = new Waker(memory, ChannelHeader.RECEIVER_WORD_OFFSET, parker);
  }

  /** Takes the slot, under the name's lock. */
  protected final void join() throws IpcException {
    receiver.onDeath(this::onReceiverDeath);
    Fields.putIntVolatile(memory, word, SleepWord.AWAKE);
    Fields.putLong(slot, SlotHeader.PROCESS_OFFSET, region.liveness().self());
    Fields.putIntVolatile(slot, SlotHeader.STATE_OFFSET, SlotHeader.JOINED);
    Checkpoint.JOIN_TAKEN.pass();
    MembershipChange.announce(memory, parker);
    Checkpoint.JOIN_ANNOUNCED.pass();
    monitor.opened(this);
  }

  private void onReceiverDeath() {
    guard.raise(EndGuard.ATTENTION);
    wakeUser(word);
  }

  /** A call of the user begins; {@code guard.exit()} ends it. */
  protected final void enter() throws IpcException {
    int conditions = guard.enter();
    if (conditions != 0) {
      try {
        checkConditions(conditions);
      } finally {
        guard.exit();
      }
    }
  }

  /** Throws if a condition keeps this end from continuing. */
  protected final void checkConditions(int conditions) throws IpcException {
    if ((conditions & EndGuard.CLOSED) != 0) {
      throw closed();
    }
    if ((conditions & EndGuard.ATTENTION) != 0) {
      throw gone();
    }
  }

  /** {@return whether the receiver that this sender joined has closed, or another one has taken its place} */
  protected final boolean isReceiverGone() {
    return ChannelHeader.isOver(header, term);
  }

  /** Checks for anything that makes waiting for the receiver pointless. */
  protected final void checkReceiver() throws IpcException {
    if (isReceiverGone()) {
      throw gone();
    }
    if (Fields.getIntOpaque(slot, SlotHeader.REFUSED_OFFSET) != 0
        || Fields.getIntOpaque(slot, SlotHeader.STATE_OFFSET) != SlotHeader.JOINED) {
      throw new CorruptChannelException(
          address
              + ": the receiver refuses this sender: it found a malformed record or a header that was overwritten");
    }
  }

  /**
   * {@return the exception for how the receiver ended} A process may exit right after it closed, and be found dead
   * first.
   */
  protected final IpcException gone() {
    if (!ChannelHeader.isClosed(memory, term)) {
      return receiverDied(
          receiver.slot(),
          durable
              ? "messages it had not read are kept for the next receiver: reopen the channel"
              : "messages it had not read are lost: reopen the channel and send them again");
    }
    return new PeerClosedException(
        address
            + ": the receiver has closed the channel; messages it had not read are "
            + (durable ? "kept for the next receiver" : "lost"));
  }

  protected final void beginWait(long nanos) {
    monitor.waitBegins();
    waiter.begin(nanos);
  }

  protected final void endWait() {
    waiter.end();
    monitor.waitEnds();
  }

  @Override
  public final void close() throws IpcException {
    close(word);
  }

  @Override
  protected void leave() throws IpcException {
    receiver.close();
    Fields.putIntVolatile(slot, SlotHeader.STATE_OFFSET, SlotHeader.CLOSED);
    MembershipChange.announce(memory, parker);
  }
}
