package org.javaipc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.FileRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.javaipc.Claim;
import org.javaipc.IpcException;
import org.javaipc.Sender;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a pipeline has flushed. Small buffers are gathered in a message, and large ones are split. When there is
 * no room for the next message, the rest waits in Netty's buffer. Runs on the event loop.
 */
final class Outbound {
  /** Longer messages would only keep the peer waiting for the end of each. */
  private static final long LONGEST_MESSAGE = 128 << 10;

  private final IpcChannel channel;
  private final Sender sender;
  private final long longest;
  private final Watch watch;
  private final Gathering gathering = new Gathering();
  private final BufferView view = new BufferView();

  private boolean blocked;
  private long sent;
  private long wantedRoom;
  private @Nullable Claim granted; // by the watch

  Outbound(IpcChannel channel, Sender sender) {
    this.channel = channel;
    this.sender = sender;
    this.longest = Math.min(sender.maxMessage(), LONGEST_MESSAGE);
    this.watch = new Watch(this::awaitRoom, channel::wake);
  }

  private void awaitRoom() throws IpcException, InterruptedException {
    granted = sender.claim(wantedRoom);
  }

  /** {@return how many messages were sent so far} */
  long sent() {
    return sent;
  }

  boolean isWanting() {
    return blocked && !watch.isWaiting();
  }

  void arm() {
    if (blocked) {
      watch.start();
    }
  }

  void close() {
    blocked = false;
    watch.close();
  }

  /** Sends as much as there is room for. */
  void send(ChannelOutboundBuffer flushed) throws IOException {
    if (watch.isWaiting()) {
      return; // and sends when there is room
    }
    Claim room = takeGranted();
    int turns = channel.config().getWriteSpinCount();
    while (skipEmpty(flushed)) {
      Object first = flushed.current();
      long length = first instanceof FileRegion file ? left(file) : gathering.measure(flushed);
      if (room == null && turns-- > 0) {
        room = sender.tryClaim(Math.min(length, longest));
      }
      if (room == null) {
        await(Math.min(length, longest));
        return;
      }
      if (first instanceof FileRegion file) {
        send(file, room, flushed);
      } else {
        send(Math.min(length, room.length()), room, flushed);
      }
      room = null;
      sent++;
    }
    blocked = false;
    if (room != null) {
      room.abort();
    }
  }

  private @Nullable Claim takeGranted() throws IOException {
    Claim claim = granted;
    granted = null;
    Throwable failure = watch.take();
    return switch (failure) {
      case null -> claim;
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IOException(channel + ": waiting for room failed", failure);
    };
  }

  /** The rest is sent when there is room, or after the other channels have had their turn. */
  private void await(long length) {
    wantedRoom = length;
    blocked = true;
    channel.activate();
  }

  /** {@return whether there is something to send, after skipping empty buffers} */
  private static boolean skipEmpty(ChannelOutboundBuffer flushed) {
    for (Object first = flushed.current(); first != null; first = flushed.current()) {
      if (first instanceof FileRegion file ? left(file) > 0 : ((ByteBuf) first).isReadable()) {
        return true;
      }
      flushed.remove();
    }
    return false;
  }

  private static long left(FileRegion file) {
    return file.count() - file.transferred();
  }

  private void send(long length, Claim room, ChannelOutboundBuffer flushed) throws IpcException {
    ByteBuffer message = view.of(room.segment(), room.offset(), length);
    try {
      gathering.copy(flushed, message);
      room.commit(length);
    } finally {
      room.abort();
    }
    flushed.removeBytes(length);
  }

  private void send(FileRegion file, Claim room, ChannelOutboundBuffer flushed) throws IOException {
    ByteBuffer message = view.of(room.segment(), room.offset(), room.length());
    int begin = message.position();
    try {
      file.transferTo(new MessageChannel(message), file.transferred());
      int length = message.position() - begin;
      if (length == 0) {
        throw new IOException(
            "%s: the file that is being sent has ended with %d of %d bytes sent; it was cut short in the meantime"
                .formatted(channel, file.transferred(), file.count()));
      }
      room.commit(length);
      flushed.progress(length);
    } finally {
      room.abort();
    }
    if (left(file) <= 0) {
      flushed.remove();
    }
  }

  /** Visits the flushed buffers, up to the next file. */
  private final class Gathering implements ChannelOutboundBuffer.MessageProcessor {
    private long measured;
    private @Nullable ByteBuffer target;

    /** {@return how many bytes there are, counted only up to the longest message} */
    long measure(ChannelOutboundBuffer flushed) {
      measured = 0;
      target = null;
      go(flushed);
      return Math.min(measured, longest);
    }

    /** Fills a message. */
    void copy(ChannelOutboundBuffer flushed, ByteBuffer message) {
      target = message;
      go(flushed);
      target = null;
    }

    private void go(ChannelOutboundBuffer flushed) {
      try {
        flushed.forEachFlushedMessage(this);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e); // processMessage throws none
      }
    }

    @Override
    public boolean processMessage(Object message) {
      if (!(message instanceof ByteBuf buffer)) {
        return false;
      }
      ByteBuffer to = target;
      if (to == null) {
        measured += buffer.readableBytes();
        return measured < longest;
      }
      copy(buffer, Math.min(buffer.readableBytes(), to.remaining()), to);
      return to.hasRemaining();
    }

    private static void copy(ByteBuf from, int length, ByteBuffer to) {
      int index = from.readerIndex();
      if (from.hasArray()) {
        to.put(from.array(), from.arrayOffset() + index, length);
      } else if (from.nioBufferCount() == 1) {
        to.put(from.internalNioBuffer(index, length));
      } else {
        int limit = to.limit();
        to.limit(to.position() + length);
        from.getBytes(index, to);
        to.limit(limit);
      }
    }
  }
}
