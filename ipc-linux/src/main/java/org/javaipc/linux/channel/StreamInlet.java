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

  /** Whether the peer says farewell, so that an end without it is a death. */
  private final boolean farewells;

  private final long longest;
  private MemorySegment buffer;
  private MemorySegment readOnly;
  private long begin;
  private long end;
  private long messageOffset;
  private long messageLength;
  private long taken;
  private boolean over;
  private volatile long cut;
  private volatile boolean farewell;
  private volatile boolean endsInFarewell;

  /**
   * Reads from a stream, which is closed with this.
   *
   * @param stream to read from
   * @param geometry of the channel
   * @param endless whether the receiver keeps the object open itself
   */
  public StreamInlet(ByteStream stream, Geometry geometry, boolean endless) {
    this(stream, geometry, endless, false, BUFFER);
  }

  /** Reads what the peer of a connection sends; of many connections each has no more than it needs. */
  StreamInlet(ByteStream stream, Geometry geometry) {
    this(stream, geometry, false, geometry.framed(), Math.min(BUFFER, geometry.capacity()));
  }

  private StreamInlet(
      ByteStream stream, Geometry geometry, boolean endless, boolean farewells, long usual) {
    this.stream = stream;
    this.name = stream.descriptor().name();
    this.maxMessage = geometry.maxMessage();
    this.framed = geometry.framed();
    this.endless = endless;
    this.farewells = farewells;
    long needed = framed ? maxMessage + FRAME : Math.max(1, maxMessage);
    this.longest = farewells ? Math.max(needed, Farewell.BYTES) : needed;
    this.buffer = Arena.ofAuto().allocate(Math.min(longest, usual), Long.BYTES);
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
    if (farewells && length == Farewell.MARK) {
      return seeFarewell(available);
    }
    if (length < 0 || length > maxMessage) {
      throw new CorruptChannelException(
          "%s: what came is no message: length=%d is not within 0 to maxMessage=%d; the peer speaks another protocol (framing=none?) or was damaged"
              .formatted(name, length, maxMessage));
    }
    messageOffset = begin + FRAME;
    messageLength = length;
    return available >= FRAME + length;
  }

  /** {@return false: no message comes any more} */
  private boolean seeFarewell(long available) throws CorruptChannelException {
    messageLength = Farewell.BYTES - FRAME;
    if (available >= Farewell.BYTES) {
      if (!Farewell.isAt(buffer, begin)) {
        throw new CorruptChannelException(
            name + ": what came is no message: length=-1; the peer speaks another protocol");
      }
      farewell = true;
      over = true;
    }
    return false;
  }

  /** Reads what is there; {@return whether that was anything}. */
  private boolean fill() throws IpcException {
    if (farewell) {
      return false;
    }
    makeRoom();
    long read = stream.read(buffer, end, buffer.byteSize() - end);
    if (read > 0) {
      end += read;
      if (farewells && end >= Farewell.BYTES && Farewell.isAt(buffer, end - Farewell.BYTES)) {
        endsInFarewell = true;
      }
      return true;
    }
    if (read == 0 && !endless && !over) {
      over = stream.isOver();
      if (over && begin != end) {
        long came = end - begin;
        cut = came;
        forgetUnfinished();
        if (farewells) {
          return false;
        }
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
      long size = Math.min(longest, Long.highestOneBit(needed) << 1);
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

  /** {@return whether the peer has said farewell, and all before it is taken} */
  boolean hasFarewell() {
    return farewell;
  }

  /** {@return whether what was read so far ends in a farewell} Any thread may ask. */
  boolean endsInFarewell() {
    return endsInFarewell;
  }

  /** {@return how many bytes of an unfinished message the stream ended with} Any thread may ask. */
  long cut() {
    return cut;
  }

  /** Reads, and drops, what has come; nobody takes anything any more. */
  void drop() throws IpcException {
    long read;
    do {
      read = stream.read(buffer, 0, buffer.byteSize());
    } while (read > 0);
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
