package org.javaipc.testkit;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;

/**
 * A receiver of {@link StepKills}: checks a stream, which may begin in its midst if a former receiver
 * has read its beginning, and a mark that another sender sends.
 */
final class StepSurvivor implements MessageHandler {
  /** The least length of messages in whose midst a survivor may begin: shorter ones are alike. */
  static final int LEAST = Long.BYTES;

  private static final int NOT_BEGUN = -1;

  private final Receiver receiver;
  private final Messages stream;
  private volatile long first = NOT_BEGUN;
  private volatile long next;
  private volatile int marks;
  private volatile int deaths;
  private volatile long noticed;

  StepSurvivor(Receiver receiver, Messages stream) {
    this.receiver = receiver;
    this.stream = stream;
  }

  Messages stream() {
    return stream;
  }

  int deaths() {
    return deaths;
  }

  /** {@return when the last death was noticed, in terms of {@code System.nanoTime}} */
  long noticed() {
    return noticed;
  }

  /** {@return the number of the message that came first; -1 before it} */
  long first() {
    return first;
  }

  long received() {
    return first == NOT_BEGUN ? 0 : next - first;
  }

  /** A message that the stream cannot have. */
  void sendMark(Sender sender) throws IpcException, InterruptedException {
    sender.send(new byte[stream.most() + 1]);
  }

  /** What the medium has kept may fill it: the mark waits until some has been received. */
  void markAndClose(Sender sender) throws IpcException, InterruptedException {
    try (sender) {
      sendMark(sender);
    }
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread receives, others look
  public void onMessage(MemorySegment segment, long offset, long length) {
    if (length > stream.most()) {
      marks++;
      return;
    }
    if (first == NOT_BEGUN) {
      while (!stream.matches(next, segment, offset, length)) {
        if (++next > 1_000_000) {
          throw new AssertionError("what came first is not a message of " + stream);
        }
      }
      first = next;
    }
    stream.check(next, segment, offset, length);
    next++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // likewise
  void receiveToTheEnd() throws IpcException, InterruptedException {
    while (true) {
      try {
        if (receiver.receive(this, 256) == Receiver.END_OF_STREAM) {
          return;
        }
      } catch (PeerDiedException e) {
        noticed = System.nanoTime();
        deaths++;
      }
    }
  }

  void requireDeaths(int least, int most) {
    require(deaths >= least && deaths <= most, "deaths from " + least + " to " + most);
  }

  /** What was committed, or as much as the medium keeps, from the beginning, and the other sender's mark. */
  void requireReceived(long least, long committed) {
    require(
        marks == 1
            && received() >= least
            && received() <= committed
            && (received() == 0 || first == 0),
        "messages from " + least + " to " + committed);
  }

  /** Nothing, or the rest of what was sent; a message in the making at the end may have come. */
  void requireKept(long sent) {
    require(
        marks == 1 && deaths == 0 && (received() == 0 || next == sent || next == sent + 1),
        "the rest of sent=" + sent);
  }

  private void require(boolean holds, String expected) {
    if (!holds) {
      throw new AssertionError(
          "%s: expected %s, got first=%d next=%d marks=%d deaths=%d; %s"
              .formatted(
                  receiver.address(), expected, first, next, marks, deaths, Seed.describe()));
    }
  }
}
