package org.javaipc;

import java.util.Set;

/**
 * A one-way channel of whole messages, from its senders to the one receiver of its name: what a
 * provider makes of an {@link Address}. A channel object holds no resources; its ends do.
 *
 * <p>What every channel promises, whatever carries it (a line that a transport cannot keep is
 * missing from {@link #capabilities}):
 *
 * <ol>
 *   <li>One way, from the senders to the one receiver of the name.
 *   <li>Whole messages of 0 to {@code maxMessage} bytes: never split, merged, truncated or changed.
 *   <li>In order per sender; none lost, none twice, while both ends live.
 *   <li>Bounded: when it is full, {@code offer} returns false at once and {@code send} waits.
 *       Nothing is dropped.
 *   <li>A message that is too long is an error, nothing of it was sent, and the channel goes on.
 *   <li>When it is empty, {@code poll} returns 0 and {@code receive} waits; waiting with {@link
 *       WaitStrategy#PARK} or {@link WaitStrategy#ADAPTIVE} uses no processor.
 *   <li>When the number of senders, having been at least one, is back at none and everything is
 *       read, the stream has ended, from then on. With {@code end=never} the receiver goes on
 *       waiting for the next sender.
 *   <li>When the receiver is gone, sending fails with {@link PeerClosedException} within 100 ms,
 *       whether the sender waits or has room left.
 *   <li>When a sender is killed, what it had committed arrives, what it had not never shows, and
 *       then {@link PeerDiedException} is thrown, once, instead of the end of the stream. When the
 *       receiver is killed, senders get that exception too.
 *   <li>The receiver creates; a sender waits for it for as long as the option {@code connect} says.
 *       A second live receiver is refused; what a dead one left is reclaimed.
 *   <li>{@code close} is idempotent, may be called from any thread, wakes whoever waits on that
 *       end, and leaves no descriptor, mapping or kernel object.
 *   <li>One thread per end at a time; several senders, in one process or many, up to {@code
 *       senders}.
 *   <li>Interrupting a waiting thread ends the wait with {@link InterruptedException} and leaves
 *       the channel usable.
 *   <li>A virtual thread that waits does not hold its carrier.
 *   <li>Objects have mode 0600 unless {@code mode} says otherwise; those of another user are used
 *       only if {@code trust} names that user.
 *   <li>Whatever bytes a peer writes, the reader gets a message or {@link CorruptChannelException}.
 *   <li>Segments and handlers are sent from and received into without allocating.
 * </ol>
 *
 * <p>Broadcast to many receivers and work queues are not channels.
 */
public interface Channel {
  /** {@return the address, as it was given} */
  Address address();

  /** {@return what this channel can do beyond, and which promises it keeps of, the list above} */
  Set<Capability> capabilities();

  /**
   * Joins the channel as a sender, waiting for its receiver for as long as the option {@code
   * connect} says.
   *
   * @return the end, for one thread at a time
   * @throws ConnectTimeoutException if no receiver came in time, or it did not read in time what a
   *     sender that has gone left in the place of one more
   * @throws ChannelBusyException if the channel has as many senders as it may have, all of them
   *     alive
   * @throws GeometryMismatchException if the address states a capacity, limit or number of senders
   *     other than the receiver's
   * @throws CorruptChannelException if what has the name is no channel of this version
   * @throws AccessRefusedException if it belongs to a user who is not trusted
   * @throws ResourceLimitException if a limit of the system is reached
   * @throws IpcException if the kernel refuses for another reason
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  Sender sender() throws IpcException, InterruptedException;

  /**
   * Creates the channel as its receiver. Does not wait for a sender.
   *
   * @return the end, for one thread at a time
   * @throws ChannelBusyException if the channel has a live receiver
   * @throws CorruptChannelException if something that is no channel has the name; it is left alone
   * @throws AccessRefusedException if the name belongs to a user who is not trusted
   * @throws ResourceLimitException if there is not enough memory, disk or whatever the medium needs
   * @throws IpcException if the kernel refuses for another reason
   */
  Receiver receiver() throws IpcException;
}
