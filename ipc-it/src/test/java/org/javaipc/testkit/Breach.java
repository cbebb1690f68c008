package org.javaipc.testkit;

/** A way to break the contract, and the name of a test that must notice it. */
enum Breach {
  /** Keeps the contract. */
  NONE(".*"),
  NAMES_SHARED("1 channels of different names.*"),
  CHANGES("2 a message of every length.*"),
  TRUNCATES("2 a message of every length.*"),
  SPLITS("2 a message of every length.*"),
  WRITES_BEHIND("2 a message of every length.*"),
  HANDLER_CAN_WRITE("2 a handler can read exactly.*"),
  DROPS("3 a flood.*"),
  DUPLICATES("3 a flood.*"),
  REORDERS("3 a flood.*"),
  ABORT_SENDS("3 an aborted claim.*"),
  OFFER_WAITS("4 offer on a full channel.*"),
  FULL_DROPS("4 offer on a full channel.*"),
  SEND_DOES_NOT_WAIT("4 send on a full channel.*"),
  EXPIRES_EARLY("4 send with a deadline returns false.*"),
  NEVER_EXPIRES("4 send with a deadline returns false.*"),
  CLAIMS_TWICE("4 a second claim.*"),
  LOSES_ROOM("4 a channel that was emptied.*"),
  LONGER_IS_SENT("5 too long is an error with length.*"),
  LONGER_CLOSES("5 too long is an error with length.*"),
  POLL_WAITS("6 poll on an empty channel.*"),
  RECEIVE_NEVER_EXPIRES("6 receive with a deadline.*"),
  IGNORES_LIMIT("6 poll and receive take.*"),
  SHORT_SEGMENT_EATS("6 a segment that is too short.*"),
  THROWN_COMES_AGAIN("6 a handler that throws.*"),
  SPINS("6 a waiting receiver and.*"),
  NO_END("7 the last sender has closed.*"),
  ENDS_TOO_EARLY("7 the last sender has closed.*"),
  END_GOES_AWAY("7 the last sender has closed.*"),
  MAILBOX_ENDS("7 a mailbox.*"),
  SENDER_NOT_TOLD("8 .* that looks now and then.*"),
  WAITING_SENDER_NOT_TOLD("8 .* each form of waiting.*"),
  ROBS("10 a second live receiver.*"),
  DOES_NOT_WAIT_TO_CONNECT("10 a sender that came first.*"),
  CONNECTS_FOREVER("10 no receiver within.*"),
  ANY_GEOMETRY("10 a sender that states another.*"),
  SECOND_CLOSE_FAILS("11 close can be repeated.*"),
  WORKS_AFTER_CLOSE("11 every call on an end.*"),
  CLOSE_DOES_NOT_WAKE("11 close by another thread.*"),
  CLOSE_DOES_NOT_WAIT("11 close returns when the handler.*"),
  LEAVES_FILES("11 hundreds of opens.*"),
  LEAVES_DESCRIPTORS("11 hundreds of opens.*"),
  ANY_NUMBER_OF_SENDERS("12 as many senders.*"),
  IGNORES_INTERRUPTS("13 interrupting each form.*"),
  INTERRUPTED_AND_SENT("13 interrupting each form of waiting to send.*"),
  INTERRUPT_LOSES("13 under a storm.*"),
  POLL_EATS_INTERRUPTS("13 an interrupt that came before a call which does not.*"),
  THREAD_PER_WAITER("14 a thousand.*"),
  READABLE_BY_ALL("15 .*"),
  TRUSTS_LENGTHS("16 .*"),
  ALLOCATES("17 .*"),
  ANY_TYPE("18 .*"),
  COUNTS_NO_BYTES("19 both ends count.*"),
  SAYS_NOTHING_IS_UNREAD("19 unread is what was.*");

  private final String noticedBy;

  Breach(String noticedBy) {
    this.noticedBy = noticedBy;
  }

  /** {@return the display names of the tests of which one must fail, as a regular expression} */
  String noticedBy() {
    return noticedBy;
  }
}
