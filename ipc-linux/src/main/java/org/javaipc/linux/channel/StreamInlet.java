package org.javaipc.linux.channel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;

/**
 * Messages out of a stream of bytes. With {@code framing=length} each has its length before it, 4
 * bytes little-endian; with {@code framing=none} whatever came at once is a message.
 *
 * <pre>
 *   buffer   |  taken  | length | message | length | mess...      |
 *                      ^ begin                     ^ end of what was read
 * </pre>
 */
public final class StreamInlet implements Inlet {
  /** Bytes before a message. */
  static final long FRAME = Integer.BYTES;

  static final ValueLayout.OfInt LENGTH =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long BUFFER = 64 << 10;

  private final ByteStream stream;
  private final String name;
  private final long maxMessage;
  private final boolean framed;

  /** Whether the receiver keeps the object open itself, so that the kernel tells of no end. */
  private final boolean endless;

  private MemorySegment buffer;
  private MemorySegment readOnly;
  private long begin;
  private long end;
  private long messageOffset;
  private long messageLength;
  private long taken;
  private boolean over;

  /**
   * Reads from a stream, which is closed with this.
   *
   * @param stream to read from
   * @param geometry of the channel
   * @param endless whether the receiver keeps the object open itself
   */
  public StreamInlet(ByteStream stream, Geometry geometry, boolean endless) {
    this.stream = stream;
    this.name = stream.descriptor().name();
    this.maxMessage = geometry.maxMessage();
    this.framed = geometry.framed();
    this.endless = endless;
    long needed = framed ? maxMessage + FRAME : maxMessage;
    this.buffer = Arena.ofAuto().allocate(Math.max(1, Math.min(needed, BUFFER)), Long.BYTES);
    this.readOnly = buffer.asReadOnly();
  }

  @Override
  public boolean peek() throws IpcException {
    while (!peekAtHand()) {
      if (!fill()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean peekAtHand() throws IpcException {
    long available = end - begin;
    if (!framed) {
      messageOffset = begin;
      messageLength = available;
      return available > 0;
    }
    if (available < FRAME) {
      return false;
    }
    long length = buffer.get(LENGTH, begin);
    if (length < 0 || length > maxMessage) {
      throw new CorruptChannelException(
          "%s: what came is no message: length=%d is not within 0 to maxMessage=%d; the peer speaks another protocol (framing=none?) or was damaged"
              .formatted(name, length, maxMessage));
    }
    messageOffset = begin + FRAME;
    messageLength = length;
    return available >= FRAME + length;
  }

  /** Reads what is there; {@return whether that was anything}. */
  private boolean fill() throws IpcException {
    makeRoom();
    long read = stream.read(buffer, end, buffer.byteSize() - end);
    if (read > 0) {
      end += read;
      return true;
    }
    if (read == 0 && !endless && !over) {
      over = stream.isOver();
      if (over && begin != end) {
        long came = end - begin;
        forgetUnfinished();
        throw new PeerDiedException(
            "%s: the stream ended in the middle of a message, of which %d bytes had come: its sender died or was cut off"
                .formatted(name, came));
      }
    }
    return false;
  }

  /** Makes sure that something can be read: as much as the message needs whose length is known. */
  private void makeRoom() {
    long available = end - begin;
    if (available == 0) {
      begin = 0;
      end = 0;
      return;
    }
    long needed = available < FRAME ? FRAME : FRAME + messageLength;
    if (begin + needed <= buffer.byteSize() && end < buffer.byteSize()) {
      return;
    }
    MemorySegment old = buffer;
    if (needed > old.byteSize()) {
      long size = Math.min(maxMessage + FRAME, Long.highestOneBit(needed) << 1);
      buffer = Arena.ofAuto().allocate(size, Long.BYTES);
      readOnly = buffer.asReadOnly();
    }
    MemorySegment.copy(old, begin, buffer, 0, available);
    begin = 0;
    end = available;
  }

  @Override
  public void take() {
    long length = framed ? FRAME + messageLength : messageLength;
    begin += length;
    taken += length;
  }

  @Override
  public MemorySegment data() {
    return readOnly;
  }

  @Override
  public long offset() {
    return messageOffset;
  }

  @Override
  public long length() {
    return messageLength;
  }

  @Override
  public long taken() {
    return taken;
  }

  @Override
  public long pending() throws IpcException {
    return end - begin + stream.readable();
  }

  @Override
  public void forgetUnfinished() {
    taken += end - begin;
    begin = end;
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public void await(long nanos) throws IpcException {
    stream.descriptor().awaitReadable(nanos);
  }

  @Override
  public void wake() {
    stream.descriptor().wake();
  }

  @Override
  public void close() {
    stream.close();
  }
}
