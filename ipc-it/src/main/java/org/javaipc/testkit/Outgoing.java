package org.javaipc.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.Claim;
import org.javaipc.IpcException;
import org.javaipc.Sender;

/** A sender with the stream that it sends: which message is next. */
final class Outgoing {
  /** More than any channel of a test holds: one that takes so much is not bounded. */
  private static final long UNBOUNDED_BYTES = 1L << 30;

  private static final long UNBOUNDED_COUNT = 20_000_000;

  private final Sender sender;
  private final Messages messages;
  private final MemorySegment buffer;
  private volatile long next;

  Outgoing(Sender sender, Messages messages) {
    this.sender = sender;
    this.messages = messages;
    this.buffer = Arena.ofAuto().allocate(Math.max(8, messages.most()), 8);
  }

  Sender sender() {
    return sender;
  }

  /** {@return the sequence number of the next message, which is how many were sent} */
  long next() {
    return next;
  }

  Outgoing from(long sequence) {
    next = sequence;
    return this;
  }

  boolean offer() throws IpcException {
    boolean sent = sender.offer(buffer, 0, messages.write(next, buffer, 0));
    return sent && advance();
  }

  void send() throws IpcException, InterruptedException {
    sender.send(buffer, 0, messages.write(next, buffer, 0));
    advance();
  }

  boolean send(Duration timeout) throws IpcException, InterruptedException {
    boolean sent = sender.send(buffer, 0, messages.write(next, buffer, 0), timeout);
    return sent && advance();
  }

  void claimAndCommit() throws IpcException, InterruptedException {
    try (Claim claim = sender.claim(messages.length(next))) {
      messages.write(next, claim.segment(), claim.offset());
      claim.commit();
    }
    advance();
  }

  boolean tryClaimAndCommit() throws IpcException {
    try (Claim claim = sender.tryClaim(messages.length(next))) {
      if (claim == null) {
        return false;
      }
      messages.write(next, claim.segment(), claim.offset());
      claim.commit();
    }
    return advance();
  }

  void send(long count) throws IpcException, InterruptedException {
    for (long i = 0; i < count; i++) {
      send();
    }
  }

  /** Offers until the channel is full; returns how many it took. */
  long fill() throws IpcException {
    long first = next;
    for (long bytes = 0; offer(); bytes += messages.length(next - 1)) {
      if (bytes > UNBOUNDED_BYTES || next - first > UNBOUNDED_COUNT) {
        throw new AssertionError(
            "%s took %d messages, %d bytes, and is not full"
                .formatted(sender.address(), next - first, bytes));
      }
    }
    return next - first;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread sends, others look
  private boolean advance() {
    next++;
    return true;
  }
}
