package org.javaipc.grpc;

import io.grpc.Metadata;
import java.util.ArrayDeque;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What one side of a call sends: it gathers frames until they are flushed, and holds back what the peer has given no
 * credit for. Any thread may use it.
 */
final class OutboundStream {
  /** What waits for credit, in order. */
  private sealed interface Pending {
    record Data(FrameBuffer buffer, boolean last) implements Pending {}

    record End() implements Pending {}

    record Trailers(Metadata metadata, Runnable beforeWritten, Runnable whenWritten)
        implements Pending {}
  }

  private static final byte[] NOTHING = {};

  /** A payload of so many bytes goes out at once, without a copy among other frames. */
  private static final int LONG = 4096;

  private final FrameLink link;
  private final long id;
  private final IntConsumer onSent;
  private final FrameWriter batch = new FrameWriter();
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private long credit;
  private boolean closed;

  /**
   * Begins.
   *
   * @param onSent told how many bytes of messages were handed to the connection; called without locks of this class
   */
  OutboundStream(FrameLink link, long id, IntConsumer onSent) {
    this.link = link;
    this.id = id;
    this.onSent = onSent;
    this.credit = link.peerStreamWindow();
  }

  /** Writes HEADERS; the client's begin with the method and the authority. */
  synchronized void headers(
      @Nullable String method, @Nullable String authority, Metadata metadata) {
    FrameWriter payload = new FrameWriter();
    if (method != null) {
      payload.putString(method);
      payload.putString(authority == null ? "" : authority);
    }
    payload.putMetadata(metadata);
    appendInPieces(Frames.HEADERS, payload);
  }

  /** Writes DATA, if there is any, at once or when there is credit. */
  void data(@Nullable FrameBuffer buffer, boolean last, boolean flush) {
    int sent = 0;
    synchronized (this) {
      if (closed) {
        return;
      }
      if (buffer == null || buffer.length() == 0) {
        if (last) {
          end();
        }
      } else if (pending.isEmpty() && mayWrite(buffer)) {
        sent = write(buffer, last);
      } else {
        pending.add(new Pending.Data(buffer, last));
      }
      if (flush || last) {
        flush();
      }
    }
    if (sent > 0) {
      onSent.accept(sent);
    }
  }

  private void end() {
    if (pending.isEmpty()) {
      append(Frames.DATA, Frames.LAST, NOTHING, 0, 0);
    } else {
      pending.add(new Pending.End());
    }
  }

  /**
   * Writes TRAILERS after everything that waits.
   *
   * @param beforeWritten run before the peer can see them: what it does next is later for all who watch
   * @param whenWritten run then
   */
  void trailers(Metadata metadata, Runnable beforeWritten, Runnable whenWritten) {
    Pending.Trailers trailers = new Pending.Trailers(metadata, beforeWritten, whenWritten);
    synchronized (this) {
      if (closed) {
        return;
      }
      if (!pending.isEmpty()) {
        pending.add(trailers);
        return;
      }
    }
    finish(trailers);
  }

  /** Runs what others do without the lock of this class. */
  private void finish(Pending.Trailers trailers) {
    trailers.beforeWritten().run();
    synchronized (this) {
      if (!closed) {
        writeTrailers(trailers.metadata());
      }
    }
    trailers.whenWritten().run();
  }

  private void writeTrailers(Metadata metadata) {
    FrameWriter payload = new FrameWriter();
    payload.putMetadata(metadata);
    appendInPieces(Frames.TRAILERS, payload);
    flush();
  }

  /** Takes credit that the peer has given. */
  void onCredit(int bytes) throws MalformedFrameException {
    synchronized (this) {
      if (bytes <= 0 || credit + bytes > Frames.STREAM_WINDOW) {
        throw new MalformedFrameException(
            "credit of stream " + id + ": bytes=" + bytes + " credit=" + credit);
      }
      credit += bytes;
    }
    pump();
  }

  /** Writes what waits, as far as there is credit. */
  void pump() {
    int sent = 0;
    Pending.@Nullable Trailers last = null;
    synchronized (this) {
      for (Pending next = pending.peek();
          next != null && !closed && last == null && mayWrite(next);
          next = pending.peek()) {
        pending.remove();
        switch (next) {
          case Pending.Data data -> sent += write(data.buffer(), data.last());
          case Pending.End end -> append(Frames.DATA, Frames.LAST, NOTHING, 0, 0);
          case Pending.Trailers trailers -> last = trailers;
        }
      }
      if (last == null) {
        flush();
      }
    }
    if (sent > 0) {
      onSent.accept(sent);
    }
    if (last != null) {
      finish(last);
    }
  }

  private boolean mayWrite(Pending next) {
    return !(next instanceof Pending.Data data) || mayWrite(data.buffer());
  }

  private boolean mayWrite(FrameBuffer buffer) {
    return credit > 0 && link.takeCredit(this, buffer.length());
  }

  private int write(FrameBuffer buffer, boolean last) {
    append(Frames.DATA, last ? Frames.LAST : 0, buffer.bytes, 0, buffer.length());
    credit -= buffer.length();
    return buffer.length();
  }

  private void appendInPieces(int type, FrameWriter payload) {
    byte[] bytes = payload.copy();
    int at = 0;
    do {
      int piece = Math.min(bytes.length - at, link.longestPayload());
      append(type, at + piece < bytes.length ? Frames.MORE : 0, bytes, at, piece);
      at += piece;
    } while (at < bytes.length);
  }

  private void append(int type, int flags, byte[] bytes, int offset, int length) {
    if (batch.length() > 0 && batch.length() + length > link.longestPayload()) {
      flush();
    }
    batch.head(type, flags, id, length);
    if (offset == 0 && length >= LONG) {
      link.send(batch, bytes, length);
    } else {
      batch.putBytes(bytes, offset, length);
    }
  }

  /** Hands to the connection what was written. */
  synchronized void flush() {
    link.send(batch);
  }

  /** Drops what waits; nothing more is sent. */
  synchronized void close() {
    closed = true;
    pending.clear();
    batch.clear();
    link.forget(this);
  }
}
