package org.javaipc.testkit;

import java.time.Duration;
import java.util.BitSet;
import org.javaipc.IpcException;
import org.javaipc.Received;
import org.javaipc.Receiver;
import org.jspecify.annotations.Nullable;

/**
 * Numbered letters, each from a sender of its own. A letter may overtake the one before it, as channels keep
 * the order of one sender and not of two; each has to come once, and none may be missing.
 */
final class Letters {
  /** What is sent behind them all. */
  static final String LAST = "last";

  private final BitSet got = new BitSet();

  private Letters() {}

  /** Receives up to the last one, and what it has overtaken; {@return how many came before it} */
  static long receive(Receiver receiver) throws IpcException, InterruptedException {
    Letters letters = new Letters();
    while (letters.take(receiver.receiveString())) {}
    while (receiver.receiveString(Duration.ZERO)
        instanceof Received.Message<String>(String overtaken)) {
      letters.take(overtaken);
    }
    return letters.count();
  }

  /** {@return whether more come: this is not the last one} */
  private boolean take(@Nullable String letter) {
    if (LAST.equals(letter)) {
      return false;
    }
    int number = letter == null ? -1 : Integer.parseInt(letter);
    if (number < 0 || got.get(number)) {
      throw new AssertionError("letter '" + letter + "' is unknown or came twice: " + got);
    }
    got.set(number);
    return true;
  }

  private long count() {
    if (got.nextClearBit(0) != got.cardinality()) {
      throw new AssertionError("letter " + got.nextClearBit(0) + " is missing in " + got);
    }
    return got.cardinality();
  }
}
