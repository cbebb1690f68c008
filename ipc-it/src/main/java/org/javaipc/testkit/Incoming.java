package org.javaipc.testkit;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;

/** A receiver with the stream that has to come: which message is next. Checks each. */
final class Incoming implements MessageHandler {
  private static final int BATCH = 256;

  private final Receiver receiver;
  private final Messages messages;
  private volatile long next;

  Incoming(Receiver receiver, Messages messages) {
    this.receiver = receiver;
    this.messages = messages;
  }

  Receiver receiver() {
    return receiver;
  }

  Messages messages() {
    return messages;
  }

  /** {@return the sequence number that has to come next, which is how many came} */
  long next() {
    return next;
  }

  Incoming from(long sequence) {
    next = sequence;
    return this;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread receives, others look
  public void onMessage(MemorySegment segment, long offset, long length) {
    messages.check(next, segment, offset, length);
    next++;
  }

  /** Receives up to a sequence number, in batches, without going beyond it. */
  void receiveUpTo(long end) throws IpcException, InterruptedException {
    while (next < end) {
      int limit = (int) Math.min(BATCH, end - next);
      requireCount(receiver.receive(this, limit), limit, "message " + next + " of " + end);
    }
  }

  /** Takes what is there. */
  int poll() throws IpcException {
    int taken = receiver.poll(this, BATCH);
    return taken == 0 ? 0 : requireCount(taken, BATCH, "message " + next);
  }

  /** Takes what is there until there is nothing more. */
  void pollAll() throws IpcException {
    for (int taken = 1; taken > 0; ) {
      taken = poll();
    }
  }

  /** Receives until the end of the stream; returns how many came in all. */
  long receiveToTheEnd() throws IpcException, InterruptedException {
    for (int taken = 0; taken != Receiver.END_OF_STREAM; ) {
      taken = receiver.receive(this, BATCH);
      if (taken < Receiver.END_OF_STREAM || taken == 0 || taken > BATCH) {
        throw new AssertionError("receive(handler, " + BATCH + ") returned " + taken);
      }
    }
    return next;
  }

  /** Fails unless nothing comes for now and the stream has not ended. */
  void expectNothing() throws IpcException, InterruptedException {
    int taken = receiver.receive(this, 1, Duration.ofMillis(50));
    if (taken != 0) {
      throw new AssertionError(
          taken < 0
              ? "the stream has ended after message " + next
              : "message " + (next - 1) + " came and must not");
    }
  }

  private int requireCount(int taken, int limit, String what) {
    if (taken <= 0 || taken > limit) {
      throw new AssertionError(
          "%s: waiting for %s, %d were taken with limit %d%s"
              .formatted(
                  receiver.address(),
                  what,
                  taken,
                  limit,
                  taken == Receiver.END_OF_STREAM ? " (end of stream)" : ""));
    }
    return taken;
  }
}
