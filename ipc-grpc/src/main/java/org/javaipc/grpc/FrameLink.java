package org.javaipc.grpc;

import io.grpc.internal.WritableBufferAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.javaipc.ChannelClosedException;
import org.javaipc.Claim;
import org.javaipc.Connection;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/**
 * One connection as both sides of gRPC use it: it sends frames without ever waiting, reads frames, and keeps the credit
 * of all calls together.
 */
abstract class FrameLink {
  /** Shorter messages hold no frame worth sending. */
  static final long SHORTEST_MESSAGE = 256;

  /** So much may wait for a peer that does not read: all windows, and frames that need no credit. */
  private static final long LONGEST_BACKLOG = 2L * Frames.CONNECTION_WINDOW;

  private static final long THREAD_PAUSE_MILLIS = 50;

  private static final byte[] NOTHING = {};

  private final Connection connection;
  private final int ownRole;
  private final int longestPayload;
  private final MessageHandler handler = this::onMessage;

  private final ReentrantLock sending = new ReentrantLock();
  private final ArrayDeque<byte[]> backlog = new ArrayDeque<>(); // guarded by sending
  private long backlogBytes; // guarded by sending
  private boolean draining; // guarded by sending
  private volatile boolean putOff;

  private final Set<OutboundStream> starved =
      new LinkedHashSet<>(); // guarded by itself, as the credit
  private long credit;

  private final Object consumption = new Object();
  private long underWay; // received and not given back; guarded by consumption
  private long consumed; // of that, what the application has taken; guarded by consumption

  private int peerStreamWindow; // 0 before the peer's settings
  private @Nullable Exception broken; // by the reading thread

  FrameLink(Connection connection, int ownRole) throws IpcException {
    long maxMessage =
        Math.min(connection.sender().maxMessage(), connection.receiver().maxMessage());
    if (maxMessage < SHORTEST_MESSAGE) {
      throw new CorruptChannelException(
          "%s: gRPC needs at least maxMessage=%d, but this connection has maxMessage=%d; give the server a larger one"
              .formatted(connection.address(), SHORTEST_MESSAGE, maxMessage));
    }
    this.connection = connection;
    this.ownRole = ownRole;
    this.longestPayload = (int) Math.min(maxMessage - Frames.HEAD, Frames.LONGEST_PAYLOAD);
  }

  final Connection connection() {
    return connection;
  }

  /** {@return the longest payload of a frame here} */
  final int longestPayload() {
    return longestPayload;
  }

  /** {@return how many bytes of a new call may be under way to the peer} */
  final int peerStreamWindow() {
    return peerStreamWindow;
  }

  final WritableBufferAllocator allocator() {
    return hint -> new FrameBuffer(Math.clamp(hint, Math.min(512, longestPayload), longestPayload));
  }

  // Sending.

  /** Says who this is: the first frame of each side. */
  final void sendSettings() {
    FrameWriter frames = new FrameWriter();
    frames.head(Frames.SETTINGS, 0, 0, 5 * Integer.BYTES);
    frames.putInt(Frames.MAGIC);
    frames.putInt(Frames.VERSION);
    frames.putInt(ownRole);
    frames.putInt(Frames.STREAM_WINDOW);
    frames.putInt(Frames.CONNECTION_WINDOW);
    send(frames);
  }

  final void sendCredit(long stream, long bytes) {
    FrameWriter frames = new FrameWriter();
    frames.head(Frames.CREDIT, 0, stream, Integer.BYTES);
    frames.putInt(Math.toIntExact(bytes));
    send(frames);
  }

  /** Sends a frame whose payload is a code, if it has one, and text. */
  final void sendText(int type, long stream, @Nullable Integer code, @Nullable String description) {
    byte[] text = new FrameText(description, longestPayload - Integer.BYTES).bytes();
    FrameWriter frames = new FrameWriter();
    frames.head(type, 0, stream, text.length + (code == null ? 0 : Integer.BYTES));
    if (code != null) {
      frames.putInt(code);
    }
    frames.putBytes(text, 0, text.length);
    send(frames);
  }

  /** Sends all frames in one message and clears the writer. Never waits: where there is no room, a thread does. */
  final void send(FrameWriter frames) {
    if (frames.length() > 0) {
      send(frames, NOTHING, 0);
    }
  }

  /** Sends frames of which the last one's payload is elsewhere, so that long payloads are copied once. */
  final void send(FrameWriter frames, byte[] payload, int length) {
    sending.lock();
    try {
      if (draining || !offer(frames, payload, length)) {
        frames.putBytes(payload, 0, length);
        putOff(frames.copy());
      }
    } catch (IpcException e) {
      onSendFailed(e);
    } finally {
      sending.unlock();
      frames.clear();
    }
  }

  private boolean offer(FrameWriter frames, byte[] payload, int length) throws IpcException {
    if (length == 0) {
      return connection.sender().offer(frames.segment(), 0, frames.length());
    }
    try (Claim claim = connection.sender().tryClaim((long) frames.length() + length)) {
      if (claim == null) {
        return false;
      }
      MemorySegment.copy(frames.segment(), 0, claim.segment(), claim.offset(), frames.length());
      MemorySegment.copy(
          payload,
          0,
          claim.segment(),
          ValueLayout.JAVA_BYTE,
          claim.offset() + frames.length(),
          length);
      claim.commit();
      return true;
    }
  }

  private void putOff(byte[] message) throws IpcException {
    if (backlogBytes + message.length > LONGEST_BACKLOG) {
      throw new CorruptChannelException(
          "%s: the peer does not read: %d bytes wait for it"
              .formatted(connection.address(), backlogBytes));
    }
    backlog.add(message);
    backlogBytes += message.length;
    if (!draining) {
      LibraryThread.start(Thread.ofVirtual().name("javaipc-grpc-writer").unstarted(this::drain));
      draining = true;
    }
  }

  private void drain() {
    try {
      for (byte[] message = takePutOff(); message != null; message = takePutOff()) {
        connection.sender().send(message);
      }
    } catch (ChannelClosedException e) {
      // This side has closed the connection meanwhile.
    } catch (IpcException | InterruptedException | RuntimeException | Error e) {
      onSendFailed(e);
    }
  }

  private byte @Nullable [] takePutOff() {
    sending.lock();
    try {
      byte[] message = backlog.poll();
      if (message == null) {
        draining = false;
      } else {
        backlogBytes -= message.length;
      }
      return message;
    } finally {
      sending.unlock();
    }
  }

  /** {@return whether a frame of DATA may be sent, which is then paid for; if not, the stream is pumped later} */
  final boolean takeCredit(OutboundStream stream, int bytes) {
    synchronized (starved) {
      if (credit > 0) {
        credit -= bytes;
        return true;
      }
      starved.add(stream);
      return false;
    }
  }

  private void onCredit(int bytes) throws MalformedFrameException {
    List<OutboundStream> again;
    synchronized (starved) {
      if (bytes <= 0 || credit + bytes > Frames.CONNECTION_WINDOW) {
        throw new MalformedFrameException(
            "credit of the connection: bytes=" + bytes + " credit=" + credit);
      }
      credit += bytes;
      again = new ArrayList<>(starved);
      starved.clear();
    }
    again.forEach(OutboundStream::pump);
  }

  /** Forgets a stream that sends no more. */
  final void forget(OutboundStream stream) {
    synchronized (starved) {
      starved.remove(stream);
    }
  }

  // Reading.

  /** {@return how many messages were read now, or -1 at the end of the stream} */
  final int poll(int limit) throws IpcException, MalformedFrameException {
    return checked(connection.receiver().poll(handler, limit));
  }

  /** {@return how many messages were read, one at least, or -1 at the end of the stream} */
  final int receive(int limit) throws IpcException, InterruptedException, MalformedFrameException {
    return checked(connection.receiver().receive(handler, limit));
  }

  private int checked(int messages) throws MalformedFrameException {
    if (broken != null) {
      throw new MalformedFrameException(connection.address() + ": " + broken.getMessage());
    }
    return messages;
  }

  private void onMessage(MemorySegment segment, long offset, long length) {
    if (broken != null) {
      return;
    }
    try {
      readFrames(segment, offset, offset + length);
    } catch (MalformedFrameException e) {
      broken = e;
    }
  }

  private void readFrames(MemorySegment segment, long begin, long end)
      throws MalformedFrameException {
    for (long at = begin; at < end; ) {
      if (end - at < Frames.HEAD) {
        throw new MalformedFrameException(
            "a message ends within the head of a frame: left=" + (end - at));
      }
      int typeAndFlags = segment.get(Frames.INT, at);
      int length = segment.get(Frames.INT, at + 4);
      long stream = segment.get(Frames.LONG, at + 8);
      at += Frames.HEAD;
      if (length < 0 || length > end - at) {
        throw new MalformedFrameException(
            "frame of length=" + length + " in a message with left=" + (end - at));
      }
      byte[] payload = new byte[length];
      MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, at, payload, 0, length);
      at += length;
      readFrame(typeAndFlags, stream, payload);
    }
  }

  private void readFrame(int typeAndFlags, long stream, byte[] payload)
      throws MalformedFrameException {
    int type = typeAndFlags & 0xff;
    if (peerStreamWindow == 0) {
      readSettings(type, payload);
      return;
    }
    switch (type) {
      case Frames.CREDIT -> {
        int bytes = new FrameReader(payload).readInt();
        if (stream == 0) {
          onCredit(bytes);
        } else {
          onCredit(stream, bytes);
        }
      }
      case Frames.DATA -> {
        received(payload.length);
        onData(stream, payload, (typeAndFlags >> 8 & Frames.LAST) != 0);
      }
      case Frames.HEADERS, Frames.TRAILERS ->
          onHeaders(type, stream, payload, (typeAndFlags >> 8 & Frames.MORE) != 0);
      case Frames.CANCEL -> onCancel(stream, new FrameReader(payload));
      case Frames.GOAWAY -> onGoAway(new FrameReader(payload).readRest());
      default -> throw new MalformedFrameException("unknown frame of type=" + type);
    }
  }

  private void readSettings(int type, byte[] payload) throws MalformedFrameException {
    FrameReader settings = new FrameReader(payload);
    if (type != Frames.SETTINGS
        || payload.length < 5 * Integer.BYTES
        || settings.readInt() != Frames.MAGIC) {
      throw new MalformedFrameException("the peer does not speak this gRPC protocol");
    }
    int version = settings.readInt();
    if (version != Frames.VERSION) {
      throw new MalformedFrameException(
          "the peer speaks version=%d of the protocol, but this end version=%d; use the same release of ipc-grpc at both ends"
              .formatted(version, Frames.VERSION));
    }
    if (settings.readInt() == ownRole) {
      throw new MalformedFrameException(
          "the peer is not a gRPC " + (ownRole == Frames.CLIENT ? "server" : "client"));
    }
    int streamWindow = settings.readInt();
    int connectionWindow = settings.readInt();
    if (streamWindow != Frames.STREAM_WINDOW || connectionWindow != Frames.CONNECTION_WINDOW) {
      throw new MalformedFrameException(
          "windows of the peer: stream=" + streamWindow + " connection=" + connectionWindow);
    }
    synchronized (starved) {
      credit = connectionWindow;
    }
    peerStreamWindow = streamWindow;
    onSettings();
  }

  private void received(int bytes) throws MalformedFrameException {
    synchronized (consumption) {
      underWay += bytes;
      if (underWay > Frames.CONNECTION_WINDOW + (long) Frames.LONGEST_PAYLOAD) {
        throw new MalformedFrameException(
            "more DATA than the connection's window: bytes=" + underWay);
      }
    }
  }

  /** Gives bytes of DATA back that the application has taken, or that nobody wants any more. */
  final void consumed(long bytes) {
    long giveBack = 0;
    synchronized (consumption) {
      consumed += bytes;
      if (consumed >= Frames.CONNECTION_WINDOW / 2) {
        giveBack = consumed;
        underWay -= consumed;
        consumed = 0;
      }
    }
    if (giveBack > 0) {
      sendCredit(0, giveBack);
    }
  }

  /**
   * Closes the connection, on a thread of its own: closing waits for the handler, and the caller may have locks. While there
   * is no thread to be had it tries again, and the reading thread closes it if that ends meanwhile.
   */
  final void close() {
    try {
      LibraryThread.start(Thread.ofVirtual().name("javaipc-grpc-closer").unstarted(this::closeNow));
    } catch (ResourceLimitException e) {
      putOff = true;
      later(this::close);
    }
  }

  /** Does something in a moment, for lack of a thread now; the timer's has long been there. */
  final void later(Runnable task) {
    try {
      var _ = timer().schedule(task, THREAD_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      System.getLogger(FrameLink.class.getName())
          .log(
              System.Logger.Level.WARNING,
              connection.address() + ": the connection stays until its peer closes it",
              e);
    }
  }

  /** On the reading thread, when it reads no more. */
  final void closeIfPutOff() {
    if (putOff) {
      closeNow();
    }
  }

  final void closeNow() {
    try {
      connection.close();
    } catch (IpcException e) {
      System.getLogger(FrameLink.class.getName())
          .log(System.Logger.Level.WARNING, connection.address() + ": closing failed", e);
    }
  }

  // What the sides do about it, on the reading thread but for onSendFailed.

  abstract void onSettings();

  abstract void onHeaders(int type, long stream, byte[] payload, boolean more)
      throws MalformedFrameException;

  abstract void onData(long stream, byte[] payload, boolean last) throws MalformedFrameException;

  abstract void onCredit(long stream, int bytes) throws MalformedFrameException;

  abstract void onCancel(long stream, FrameReader payload) throws MalformedFrameException;

  abstract void onGoAway(String description) throws MalformedFrameException;

  abstract void onSendFailed(Throwable cause);

  /** {@return what does something later} */
  abstract ScheduledExecutorService timer();
}
