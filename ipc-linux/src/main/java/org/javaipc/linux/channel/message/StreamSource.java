package org.javaipc.linux.channel.message;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.javaipc.ChannelClosedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.EndMetrics;
import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;
import org.javaipc.linux.raw.Errno;

/**
 * Reads messages from a stream of bytes. With {@code framing=length} each message follows its length, 4 bytes
 * little-endian. With {@code framing=lines} each ends with a line feed, which the last one may lack. With {@code
 * framing=none} whatever one read returns is a message.
 *
 * <pre>
 *   buffer   |  taken  | length | message | length | mess...      |
 *                      ^ begin                     ^ end of what was read
 * </pre>
 */
public final class StreamSource implements MessageSource {
  /** Bytes before a message. */
  static final long FRAME = Integer.BYTES;

  static final ValueLayout.OfInt LENGTH =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static final byte LINE_FEED = '\n';

  private static final long BUFFER = 64 << 10;

  private static final VarHandle BEGIN;

  static {
    try {
      BEGIN = MethodHandles.lookup().findVarHandle(StreamSource.class, "begin", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Guards the contents of the buffer against threads that count them: held while reading, but not while taking. */
  private final Object reading = new Object();

  private final ByteStream stream;
  private final String name;
  private final long maxMessage;
  private final boolean framed;
  private final boolean lines;

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

  /** Bytes of the line that begins at {@link #begin} which have no line feed. */
  private long looked;

  /** Whether what comes up to the next line feed belongs to a line that was too long. */
  private boolean skipping;

  private long taken;

  /** Whether, at the last check, no process had the object open for writing. */
  private boolean unwritten;

  private volatile boolean over;

  /** Set while bytes may have been read whose number is not recorded yet. */
  private boolean torn;

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
  public StreamSource(ByteStream stream, ChannelLimits geometry, boolean endless) {
    this(stream, geometry, endless, false, BUFFER);
  }

  /** Reads what the peer of a connection sends; of many connections each has no more than it needs. */
  public StreamSource(ByteStream stream, ChannelLimits geometry) {
    this(stream, geometry, false, geometry.framed(), Math.min(BUFFER, geometry.capacity()));
  }

  private StreamSource(
      ByteStream stream, ChannelLimits geometry, boolean endless, boolean farewells, long usual) {
    this.stream = stream;
    this.name = stream.descriptor().name();
    this.maxMessage = geometry.maxMessage();
    this.framed = geometry.framed();
    this.lines = geometry.lines();
    this.endless = endless;
    this.farewells = farewells;
    long needed = framed ? maxMessage + FRAME : Math.max(1, lines ? maxMessage + 1 : maxMessage);
    this.longest = farewells ? Math.max(needed, CloseFrame.BYTES) : needed;
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
    if (lines) {
      return peekLine();
    }
    if (!framed) {
      messageOffset = begin;
      messageLength = available;
      return available > 0;
    }
    if (available < FRAME) {
      return false;
    }
    long length = buffer.get(LENGTH, begin);
    if (farewells && length == CloseFrame.MARK) {
      return seeFarewell(available);
    }
    if (length < 0 || length > maxMessage) {
      throw noMessage(length);
    }
    messageOffset = begin + FRAME;
    messageLength = length;
    return available >= FRAME + length;
  }

  private boolean peekLine() throws CorruptChannelException {
    if (skipping) {
      skip();
    }
    messageOffset = begin;
    boolean whole = findLineFeed();
    messageLength = looked;
    if (!whole && looked > maxMessage) {
      skipping = true;
      forgetUnfinished();
      throw new CorruptChannelException(
          "%s: a line has more than maxMessage=%d bytes and is dropped; open the channel with a larger maxMessage, or with framing=none"
              .formatted(name, maxMessage));
    }
    return whole || (over && looked > 0);
  }

  /** {@return whether there is one, {@link #looked} bytes behind the beginning} */
  private boolean findLineFeed() {
    while (begin + looked < end) {
      if (buffer.get(ValueLayout.JAVA_BYTE, begin + looked) == LINE_FEED) {
        return true;
      }
      looked++;
    }
    return false;
  }

  /** Drops what has come of a line that was too long, and its line feed. */
  private void skip() {
    if (findLineFeed()) {
      messageLength = looked;
      take();
      skipping = false;
    } else {
      forgetUnfinished();
    }
  }

  /**
   * {@return the exception for an impossible length} In a stream with many writers, everything that has arrived is
   * discarded: once it is empty, the next message of another writer begins.
   */
  private CorruptChannelException noMessage(long length) throws IpcException {
    String dropped = "";
    if (endless) {
      long before = taken;
      synchronized (reading) {
        do {
          forgetUnfinished();
          makeRoom();
          end = Math.max(0, read(0));
        } while (end > 0);
      }
      dropped = "; %d bytes that had arrived were dropped".formatted(taken - before);
    }
    return new CorruptChannelException(
        "%s: malformed frame: length=%d is not within 0 to maxMessage=%d; the peer speaks another protocol (framing=none?) or was damaged%s"
            .formatted(name, length, maxMessage, dropped));
  }

  /** {@return false: no message comes any more} */
  private boolean seeFarewell(long available) throws CorruptChannelException {
    messageLength = CloseFrame.BYTES - FRAME;
    if (available >= CloseFrame.BYTES) {
      if (!CloseFrame.isAt(buffer, begin)) {
        throw new CorruptChannelException(
            name + ": malformed frame: length=-1; the peer speaks another protocol");
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
    long read;
    synchronized (reading) {
      makeRoom();
      read = read(end);
    }
    unwritten = read == 0;
    if (read > 0) {
      if (farewells && end >= CloseFrame.BYTES && CloseFrame.isAt(buffer, end - CloseFrame.BYTES)) {
        endsInFarewell = true;
      }
      return true;
    }
    if (read == 0 && !endless && !over) {
      over = stream.isOver();
      if (over && begin != end) {
        if (lines) {
          return true; // the last line has no line feed
        }
        long came = end - begin;
        cut = came;
        forgetUnfinished();
        if (farewells) {
          return false;
        }
        throw new PeerDiedException(
            "%s: the stream ended in the middle of a message, of which %d bytes had arrived: its sender died or was disconnected"
                .formatted(name, came));
      }
    }
    return false;
  }

  /**
   * Reads the available bytes to {@code from} and records how many. An error, such as a stack overflow, may occur after
   * the kernel handed out the bytes and before that is recorded; then it is unknown where the next message begins.
   */
  private long read(long from) throws IpcException {
    requireWhole();
    Errno.forget();
    torn = true;
    try {
      long read = stream.read(buffer, from, buffer.byteSize() - from);
      if (read > 0) {
        end = from + read;
      }
      torn = false; // nothing that could throw comes between
      return read;
    } catch (IpcException e) {
      torn = false;
      throw e;
    } catch (StackOverflowError | OutOfMemoryError e) {
      torn = !Errno.isForgotten();
      throw e;
    }
  }

  private void requireWhole() throws ChannelClosedException {
    if (torn) {
      throw new ChannelClosedException(
          name
              + ": an error cut an earlier read short, so it is unknown where the next message begins;"
              + " close this end and reopen it");
    }
  }

  /** Makes sure that something can be read: as much as the message needs whose length is known. */
  private void makeRoom() {
    long available = end - begin;
    if (available == 0) {
      begin = 0;
      end = 0;
      return;
    }
    long needed = needed(available);
    if (begin + needed <= buffer.byteSize() && end < buffer.byteSize()) {
      return;
    }
    MemorySegment to = buffer;
    MemorySegment shown = readOnly;
    if (needed > to.byteSize()) {
      long size = Math.min(longest, Long.highestOneBit(needed) << 1);
      to = Arena.ofAuto().allocate(size, Long.BYTES);
      shown = to.asReadOnly();
    }
    MemorySegment.copy(buffer, begin, to, 0, available);
    buffer = to; // nothing that could throw comes between
    readOnly = shown;
    begin = 0;
    end = available;
  }

  private long needed(long available) {
    if (lines) {
      return available + 1;
    }
    return available < FRAME ? FRAME : FRAME + messageLength;
  }

  @Override
  public void take() {
    long length = framed ? FRAME + messageLength : messageLength;
    if (lines && begin + length < end) {
      length++; // the line feed
    }
    looked = 0;
    BEGIN.setOpaque(this, begin + length);
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
    BEGIN.setOpaque(this, end);
    looked = 0;
  }

  /** The receiver that keeps the object open itself cannot tell. */
  @Override
  public boolean isAlone() {
    return endless || unwritten;
  }

  @Override
  public boolean isOver() {
    return over && !(lines && begin != end); // the last line may have no line feed
  }

  /** {@return whether the peer has said farewell, and all before it is taken} */
  public boolean hasFarewell() {
    return farewell;
  }

  /** {@return whether what has come so far, also what was not read, ends in a farewell} Any thread may ask. */
  public boolean endsInFarewell() throws IpcException {
    synchronized (reading) {
      if (endsInFarewell) {
        return true;
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment unread = stream.unread(arena);
        return unread != null && CloseFrame.ends(unread);
      }
    }
  }

  @Override
  public long unread() {
    if (!framed && !lines) {
      return EndMetrics.UNKNOWN; // what is a message is decided by the next read
    }
    MessageCounter counter = new MessageCounter(lines, maxMessage);
    try (Arena arena = Arena.ofConfined()) {
      synchronized (reading) {
        MemorySegment unread = stream.unread(arena);
        if (unread == null) {
          return EndMetrics.UNKNOWN;
        }
        counter.add(buffer, (long) BEGIN.getOpaque(this), end);
        counter.add(unread, 0, unread.byteSize());
        return over ? counter.countAtEnd() : counter.count();
      }
    } catch (IpcException e) {
      return EndMetrics.UNKNOWN; // the receiver gets the error
    }
  }

  /** {@return how many bytes of an unfinished message the stream ended with} Any thread may ask. */
  public long cut() {
    return cut;
  }

  /** Reads and discards what has arrived; nothing is taken any more. */
  public void drop() throws IpcException {
    synchronized (reading) {
      long read;
      do {
        read = stream.read(buffer, 0, buffer.byteSize());
      } while (read > 0);
    }
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
