package org.javaipc;

import java.util.Set;

/**
 * A one-way channel of whole messages, from its senders to the one receiver of its name: what a
 * provider makes of an {@link Address}. A channel object holds no resources; its ends do.
 *
 * <p>What every channel promises, whatever carries it (a promise that a transport cannot keep is missing from
 * {@link #capabilities}):
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
 *   <li>The stream ends once there has been at least one sender, no sender is left, and everything has been read. It
 * stays ended. With {@code end=never} the receiver waits for the next sender instead.
 *   <li>When the receiver is gone, sending fails with {@link PeerClosedException} within 100 ms,
 *       whether the sender waits or has room left.
 *   <li>When a sender is killed, what it had committed arrives, and what it had not committed is never delivered. Then
 * {@link PeerDiedException} is thrown, once, in place of the end of the stream. When the receiver is killed, senders
 * get that exception too.
 *   <li>The receiver creates; a sender waits for it for as long as the option {@code connect} says.
 *       A second live receiver is refused; what a dead one left is reclaimed.
 *   <li>{@code close} is idempotent, may be called from any thread, wakes all who wait on that
 *       end, and leaves no descriptor, mapping or kernel object.
 *   <li>One thread per end at a time; several senders, in one process or many, up to {@code
 *       senders}.
 *   <li>Interrupting a waiting thread ends the wait with {@link InterruptedException} and leaves
 *       the channel usable.
 *   <li>A virtual thread that waits does not hold its carrier.
 *   <li>Objects have mode 0600 unless {@code mode} says otherwise; those of another user are used
 *       only if {@code trust} names that user.
 *   <li>Whatever bytes a peer writes, the reader gets a message or {@link CorruptChannelException}.
 *   <li>Sending from segments, and receiving into segments and handlers, allocates nothing.
 *   <li>An end that states the {@code type} of its messages joins only peers that state the same type, or none.
 *   <li>Both ends count their messages and bytes, including messages for which a handler threw; a receiver's
 *       {@link EndMetrics#unread} is what was sent and not taken, or unknown.
 * </ol>
 *
 * <p>Where the medium keeps unread messages ({@link Capability#DURABLE}), the next receiver begins after the last
 * message whose handler had returned. If a receiver is killed, each message is delivered at least once, and only the
 * one in its handler may be delivered again, however many messages the call may take. The methods that copy a message
 * take it before they return: a message that was returned is not delivered again. Over queues ({@code mq:},
 * {@code sysvmq:}) the kernel hands out each message once: if a receiver is killed, the message in its handler is
 * lost, and those after it are kept. A {@link Claim} counts once it is committed, on every medium.
 *
 * <p>Ends that are open when the JVM shuts down in order, by SIGTERM, {@code System.exit} or the return of its
 * last thread, are closed then, so that their peers see them leave; {@code kill -9}, a crash and {@code
 * Runtime.halt} are deaths. The application's shutdown hooks run at the same time: an end is closed when no end
 * of the process has passed a message for 100 ms, at the latest after 2 s. {@code -Dipc.closeAtExit=false} turns
 * it off; what is then left open has died.
 *
 * <p>Broadcast to many receivers is a {@link Topic}; work queues are not channels.
 */
public interface Channel {
  /** {@return the address, as it was given} */
  Address address();

  /** {@return what this channel can do beyond the list above, and which of its promises it keeps} */
  Set<Capability> capabilities();

  /**
   * Joins the channel as a sender, waiting for its receiver for as long as the option {@code
   * connect} says.
   *
   * @return the end, for one thread at a time
   * @throws ConnectTimeoutException if no receiver came in time, or if it did not read in time what a former sender
   *     had left in the only free place
   * @throws PeerClosedException if the stream has ended while the receiver still holds the name, so that no sender can
   *     join: {@code end=never} keeps a channel open for senders that come and go
   * @throws ChannelBusyException if the channel has reached its limit of senders, all of them
   *     alive
   * @throws GeometryMismatchException if the address states a capacity, limit or number of senders
   *     other than the receiver's
   * @throws TypeMismatchException if the address states a type of messages other than the receiver's
   * @throws CorruptChannelException if the object of that name is not a channel of this version
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
   * @throws GeometryMismatchException if a former receiver left a durable channel with another capacity, limit or number
   *     of senders than the address states
   * @throws TypeMismatchException if a former receiver left a durable channel with another type of messages than the
   *     address states
   * @throws CorruptChannelException if the object of that name is not a channel; it is left alone
   * @throws AccessRefusedException if the name belongs to a user who is not trusted
   * @throws ResourceLimitException if there is not enough memory, disk or whatever the medium needs
   * @throws IpcException if the kernel refuses for another reason
   */
  Receiver receiver() throws IpcException;
}
