package org.javaipc;

import java.util.Set;

/**
 * One to many: every subscription gets every message of every publisher, each at its own pace. What a provider makes
 * of an {@link Address}; a topic object holds no resources, its ends do.
 *
 * <p>What every topic promises, whatever carries it (a promise that a transport cannot keep is missing from
 * {@link #capabilities}):
 *
 * <ol>
 *   <li>The first publisher creates the topic and fixes its limits. A publisher needs no subscription, and does not
 * wait for one; a subscription waits for the topic for as long as the option {@code connect} says. The topic
 *       stays while any end has it open, so that publishers may come and go.
 *   <li>Whole messages of 0 to {@code maxMessage} bytes: never split, merged, truncated or torn, also to a subscription
 *       that is overtaken while it reads.
 *   <li>In order per publisher; no message twice.
 *   <li>With {@code slow=wait} a subscription misses nothing of what is published after it was opened: publishers wait
 *       for the slowest one. One for which a publisher has waited {@code patience} long is disconnected; one that dies is
 *       let go at once.
 *   <li>With {@code slow=drop} no publisher ever waits. A subscription that is overtaken goes on with the oldest message
 *       that is still there, and {@link TopicSubscription#missed} says exactly how many it has not got.
 *   <li>With {@code slow=disconnect} no publisher ever waits. A subscription that is overtaken gets {@link
 *       TooSlowException}, and nothing more.
 *   <li>With {@code history=N} a new subscription first gets the last {@code N} messages of each publisher's place, also
 *       of publishers that have left, or as many of them as the {@code capacity} still holds; with a size, such as {@code
 *       history=64KiB}, those that lie in the last so many bytes. The last one is always there.
 *   <li>Subscriptions cannot write to the topic's memory, nor to that of another subscription: what one of them does,
 *       or writes, changes nothing for publishers and others, except that it is disconnected.
 *   <li>Whatever bytes a publisher writes, a subscription gets a message or {@link CorruptChannelException}, and goes on
 *       with the other publishers.
 *   <li>A stream does not end when publishers leave, unless {@code end=last} is stated: then it ends when there has been a
 *       publisher, none is left and everything is read. A publisher that was killed is reported by {@link
 *       PeerDiedException}, once, instead of the end; what it had published arrives.
 *   <li>{@code close}, interrupts, virtual threads, permissions and waiting are as for channels: {@link Channel}, 11 to 15.
 *   <li>One thread per end at a time; up to {@code senders} publishers and {@code subscribers} subscriptions, in one
 *       process or many.
 *   <li>Segments and handlers are published from and received into without allocating.
 *   <li>The first publisher that states the type of its messages, by {@code type=} or by a {@link Codec}, fixes it. An end that
 *       states another one is refused with {@link TypeMismatchException}; ends that state none join any topic.
 *   <li>Both ends count their messages and bytes, also of messages that a handler threw at; a subscription's
 *       {@link EndMetrics#unread} is what was published and not taken.
 * </ol>
 */
public interface Topic {
  /** {@return the address, as it was given} */
  Address address();

  /** {@return what this topic can do beyond the list above, and which of its promises it keeps} */
  Set<Capability> capabilities();

  /**
   * Joins the topic as a publisher, and creates it if it is not there.
   *
   * @return the end, for one thread at a time
   * @throws ChannelBusyException if the topic has reached its limit of publishers, all of them alive
   * @throws GeometryMismatchException if the address states limits other than those that the topic has
   * @throws TypeMismatchException if the address states a type other than that of the topic's messages
   * @throws WrongKindException if a channel has the name
   * @throws CorruptChannelException if the object of that name is not a topic of this version
   * @throws AccessRefusedException if it belongs to a user who is not trusted
   * @throws ResourceLimitException if a limit of the system is reached
   * @throws IpcException if the kernel refuses for another reason
   * @throws InterruptedException if the thread is interrupted while it waits for others that join
   */
  TopicPublisher publisher() throws IpcException, InterruptedException;

  /**
   * Joins the topic as a subscription, waiting for the topic for as long as the option {@code connect} says.
   *
   * @return the end, for one thread at a time
   * @throws ConnectTimeoutException if no publisher came in time
   * @throws ChannelBusyException if the topic has reached its limit of subscriptions, all of them alive
   * @throws GeometryMismatchException if the address states limits other than those that the topic has
   * @throws TypeMismatchException if the address states a type other than that of the topic's messages
   * @throws WrongKindException if a channel has the name
   * @throws CorruptChannelException if the object of that name is not a topic of this version
   * @throws AccessRefusedException if it belongs to a user who is not trusted
   * @throws ResourceLimitException if a limit of the system is reached
   * @throws IpcException if the kernel refuses for another reason
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  TopicSubscription subscribe() throws IpcException, InterruptedException;
}
