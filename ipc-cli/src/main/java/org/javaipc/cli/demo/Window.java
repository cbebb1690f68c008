package org.javaipc.cli.demo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.javaipc.MessageHandler;
import org.javaipc.cli.bench.Latencies;
import org.javaipc.cli.bench.Percentiles;
import org.javaipc.cli.bench.Stamp;

/**
 * Copies messages, each a {@link Stamp} and a piece of a file, into memory of its own, where they
 * can be digested after the clock has stopped: SHA-256 is slower than most transports. A message of
 * nothing but a stamp completes a window.
 */
final class Window implements MessageHandler {
  /** Most bytes of a file in one window. */
  static final long BYTES = 64 << 20;

  private final MemorySegment memory;
  private final MessageDigest digest = sha256Digest();
  private final Latencies latencies = new Latencies();

  private long position;
  private long first;
  private long last;
  private boolean complete;

  private long messages;
  private long bytes;
  private long nanos;

  Window(Arena arena) {
    // Writing to all of it now keeps page faults out of the measured time.
    memory = arena.allocate(BYTES).fill((byte) 1);
  }

  static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void onMessage(MemorySegment segment, long offset, long length) {
    long piece = length - Stamp.BYTES;
    if (piece == 0) {
      complete = true;
      return;
    }
    long sent = Stamp.get(segment, offset);
    MemorySegment.copy(segment, offset + Stamp.BYTES, memory, position, piece);
    last = System.nanoTime();
    latencies.record(last - sent);
    first = position == 0 ? sent : first;
    position += piece;
    messages++;
  }

  /** {@return whether all of a window is here} */
  boolean isComplete() {
    return complete;
  }

  /** Digests what is here, and makes room for the next window. */
  void digest() {
    if (position > 0) {
      digest.update(memory.asSlice(0, position).asByteBuffer());
      nanos += last - first;
    }
    bytes += position;
    position = 0;
    complete = false;
  }

  long messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }

  /** {@return from the first message sent to the last one here, summed over the windows} */
  long nanos() {
    return nanos;
  }

  byte[] sha256() {
    return digest.digest();
  }

  Percentiles percentiles() {
    return latencies.percentiles();
  }
}
