package org.javaipc;

/**
 * What a transport can do, so that programs and test suites ask for abilities and never for names.
 */
public enum Capability {
  /** The ends may be in different processes. */
  CROSS_PROCESS,
  /** More than one sender at a time. */
  MANY_SENDERS,
  /** {@code end=never}: the receiver outlives its senders. */
  MAILBOX,
  /** A peer that dies without closing is reported as {@link PeerDiedException}. */
  PEER_DEATH,
  /** {@link Sender#claim} writes into the medium, without a copy. */
  CLAIM_IN_PLACE,
  /** Handlers read from the medium, without a copy. */
  READ_IN_PLACE,
  /** Messages that a receiver left unread are there for the next one. */
  DURABLE,
  /** {@code framing=none}: programs that do not use this library can be the peer. */
  FOREIGN_PEER,
  /** A connection knows its peer's process, user and group: {@link Connection#peer}. */
  PEER_CREDENTIALS,
  /** A waiting virtual thread does not hold its carrier. */
  VIRTUAL_THREADS,
  /**
   * The ends may be on different machines. Then a network lies between them: what one end does is seen by the other a moment
   * later; a message that was accepted is lost if the sender's process dies, or the network breaks, before it has left; a death is told when the
   * network tells it, and that of a silent machine after the option {@code silence}.
   */
  CROSS_MACHINE
}
