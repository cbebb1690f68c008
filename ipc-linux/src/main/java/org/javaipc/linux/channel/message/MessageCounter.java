package org.javaipc.linux.channel.message;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Counts the messages in consecutive pieces of a stream. The stream begins with a message. A message counts as soon as
 * its length, or its line feed, has arrived.
 */
final class MessageCounter {
  private final boolean lines;
  private final long maxMessage;
  private long count;

  /** Bytes of the last message that are still to come. */
  private long left;

  /** What has come of the next length, and how many bytes of it. */
  private int length;

  private int lengthBytes;

  /** Whether the last line has no line feed yet. */
  private boolean begun;

  /** Whether what follows is not a message: the close frame, or garbage. */
  private boolean over;

  MessageCounter(boolean lines, long maxMessage) {
    this.lines = lines;
    this.maxMessage = maxMessage;
  }

  void add(MemorySegment piece, long from, long to) {
    if (lines) {
      addLines(piece, from, to);
    } else {
      addFrames(piece, from, to);
    }
  }

  private void addLines(MemorySegment piece, long from, long to) {
    for (long at = from; at < to; at++) {
      begun = piece.get(ValueLayout.JAVA_BYTE, at) != StreamSource.LINE_FEED;
      count += begun ? 0 : 1;
    }
  }

  private void addFrames(MemorySegment piece, long from, long to) {
    long at = from;
    while (at < to && !over) {
      if (left > 0) {
        long step = Math.min(left, to - at);
        left -= step;
        at += step;
      } else {
        addLength(piece.get(ValueLayout.JAVA_BYTE, at++));
      }
    }
  }

  private void addLength(byte next) {
    length |= (next & 0xff) << (Byte.SIZE * lengthBytes);
    if (++lengthBytes == StreamSource.FRAME) {
      over = length < 0 || length > maxMessage;
      count += over ? 0 : 1;
      left = length;
      length = 0;
      lengthBytes = 0;
    }
  }

  long count() {
    return count;
  }

  /** {@return the same where the stream is at its end: the last line needs no line feed} */
  long countAtEnd() {
    return begun ? count + 1 : count;
  }
}
