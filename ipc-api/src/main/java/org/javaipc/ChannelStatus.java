package org.javaipc;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The state of a channel, an event word or a socket, as seen from outside at one instant. The counters of a busy
 * channel may differ from each other by a few messages, and the number of received messages is as of when the receiver
 * last told its senders.
 *
 * @param address of the channel
 * @param kind what it is
 * @param object the kernel's object, such as {@code /dev/shm/javaipc-1000/orders.shm}
 * @param state whether a living process owns it
 * @param problem why no more can be said; empty if all is well
 * @param receiver process id of the receiver or listener, as it knows itself; empty if unknown
 * @param capacity bytes per sender; 0 for objects that keep no counters
 * @param maxMessage longest message in bytes; 0 for objects that keep no counters
 * @param senders how many there can be at once; 0 for objects that keep no counters
 * @param mailbox whether the receiver outlives its senders
 * @param died how many senders this receiver has seen die
 * @param lanes those that a sender has, or has ever had
 */
public record ChannelStatus(
    Address address,
    Kind kind,
    String object,
    State state,
    Optional<String> problem,
    OptionalLong receiver,
    long capacity,
    long maxMessage,
    int senders,
    boolean mailbox,
    long died,
    List<Lane> lanes) {
  /** Copies the list. */
  public ChannelStatus {
    lanes = List.copyOf(lanes);
  }

  /**
   * {@return a status of which no more is known}
   *
   * @param address of the channel
   * @param kind what it is
   * @param object the kernel's object
   * @param state whether a living process owns it
   * @param problem why no more can be said
   */
  public static ChannelStatus unreadable(
      Address address, Kind kind, String object, State state, String problem) {
    return withoutCounters(address, kind, object, state, Optional.of(problem));
  }

  /**
   * {@return the status of an object that keeps no counters}
   *
   * @param address of the channel
   * @param kind what it is
   * @param object the kernel's object
   * @param state whether a living process owns it
   * @param problem why no more can be said; empty if all is well
   */
  public static ChannelStatus withoutCounters(
      Address address, Kind kind, String object, State state, Optional<String> problem) {
    return new ChannelStatus(
        address, kind, object, state, problem, OptionalLong.empty(), 0, 0, 0, false, 0, List.of());
  }

  /** {@return how many senders are joined} */
  public long joined() {
    return lanes.stream().filter(Lane::joined).count();
  }

  /** {@return the bytes, framing included, that are written and not read yet} */
  public long unread() {
    return lanes.stream().mapToLong(Lane::unread).sum();
  }

  /** {@return the messages sent on all lanes since the object was made} */
  public long sent() {
    return lanes.stream().mapToLong(Lane::sent).sum();
  }

  /** {@return the messages received from all lanes since the object was made} */
  public long received() {
    return lanes.stream().mapToLong(Lane::received).sum();
  }

  /** {@return how often senders had to wait for room, since the object was made} */
  public long roomWaits() {
    return lanes.stream().mapToLong(Lane::roomWaits).sum();
  }

  /** What can be inspected. */
  public enum Kind {
    /** Carries messages. */
    CHANNEL,
    /** Carries events. */
    EVENTS,
    /** Carries messages to many: a lane for each publisher. */
    TOPIC,
    /** Takes part in a topic: its receivers are its subscriptions, and each lane says how far it is behind a publisher. */
    SUBSCRIPTION,
    /** A socket without counters: of a server, or of an end that talks to foreign programs. */
    SOCKET
  }

  /** Whether a living process owns an object. */
  public enum State {
    /** Its receiver or listener lives. */
    LIVE,
    /** No receiver is open; the object waits for the next one, by design. */
    KEPT,
    /** Its owner is dead; any process may remove it. */
    LEFT,
    /** It is unknown. */
    UNKNOWN
  }

  /**
   * One sender's part of a channel.
   *
   * @param index of the lane, from 0
   * @param joined whether a sender has it
   * @param sender process id of the sender that has it, as it knows itself; empty if unknown
   * @param sent messages sent on it since the object was made
   * @param received messages received from it since the object was made
   * @param roomWaits how often its senders had to wait for room
   * @param written position up to which is written, in bytes
   * @param read position up to which is read, in bytes
   * @param unread bytes between the two, at most the capacity
   */
  public record Lane(
      int index,
      boolean joined,
      OptionalLong sender,
      long sent,
      long received,
      long roomWaits,
      long written,
      long read,
      long unread) {}
}
