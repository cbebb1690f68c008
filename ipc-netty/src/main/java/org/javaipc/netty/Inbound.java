package org.javaipc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.RecvByteBufAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Objects;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of a connection as bytes for a pipeline, when the pipeline asks for data. Runs on the event loop.
 */
final class Inbound {
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final IpcChannel channel;
  private final Receiver receiver;
  private final Watch watch;
  private final BufferView view = new BufferView();
  private final MessageHandler taker = this::take;

  private boolean wanted;
  private boolean reachedEnd;
  private boolean ended;
  private RecvByteBufAllocator.@Nullable ExtendedHandle allocation;
  private @Nullable ByteBuf into;

  Inbound(IpcChannel channel, Receiver receiver) {
    this.channel = channel;
    this.receiver = receiver;
    this.watch = new Watch(this::awaitMessage, channel::wake);
  }

  private void awaitMessage() throws IpcException, InterruptedException {
    while (!receiver.awaitReady(FOREVER)) {
      Thread.onSpinWait(); // three centuries are over
    }
  }

  /** The pipeline starts or stops reading. */
  void want(boolean wants) {
    wanted = wants && !ended;
  }

  boolean isWanting() {
    return wanted && !watch.isWaiting();
  }

  void arm() {
    if (wanted) {
      watch.start();
    }
  }

  void close() {
    ended = true;
    wanted = false;
    watch.close();
  }

  /** {@return whether there was something} */
  boolean poll() {
    if (!isWanting()) {
      return false;
    }
    RecvByteBufAllocator.ExtendedHandle handle = channel.allocation();
    handle.reset(channel.config());
    allocation = handle;
    boolean some = false;
    boolean over = false;
    Throwable failure = watch.take();
    try {
      while (failure == null && !over) {
        over = !fill();
        some |= deliver();
        over |= ended || !handle.continueReading();
      }
    } catch (IpcException | RuntimeException | Error e) {
      failure = e;
    }
    some |= deliver();
    if (some) {
      handle.readComplete();
      channel.pipeline().fireChannelReadComplete();
    }
    return tell(failure) || some;
  }

  /** Gathers messages until the buffer is half full; {@return whether there may be more}. */
  private boolean fill() throws IpcException {
    int taken;
    do {
      taken = receiver.poll(taker, 1);
    } while (taken > 0 && isRoomy(into));
    if (taken == Receiver.END_OF_STREAM) {
      reachedEnd = true;
    }
    return taken > 0;
  }

  private static boolean isRoomy(@Nullable ByteBuf buffer) {
    return buffer != null && buffer.writableBytes() > buffer.readableBytes();
  }

  private void take(MemorySegment segment, long offset, long length) {
    int bytes = (int) length;
    if (bytes == 0) {
      return;
    }
    ByteBuf buffer = into;
    if (buffer == null) {
      int guess = Objects.requireNonNull(allocation).guess();
      buffer = channel.alloc().ioBuffer(Math.max(guess, bytes));
      into = buffer;
    }
    buffer.ensureWritable(bytes);
    int at = buffer.writerIndex();
    if (buffer.hasArray()) {
      MemorySegment.copy(
          segment, ValueLayout.JAVA_BYTE, offset, buffer.array(), buffer.arrayOffset() + at, bytes);
    } else {
      buffer.internalNioBuffer(at, bytes).put(view.of(segment, offset, length));
    }
    buffer.writerIndex(at + bytes);
  }

  /** Passes the data that was read to the pipeline; {@return whether there was any}. */
  private boolean deliver() {
    ByteBuf read = into;
    if (read == null) {
      return false;
    }
    into = null;
    wanted = false; // until the pipeline asks again
    RecvByteBufAllocator.ExtendedHandle handle = Objects.requireNonNull(allocation);
    handle.attemptedBytesRead(read.readableBytes());
    handle.lastBytesRead(read.readableBytes());
    handle.incMessagesRead(1);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.fireChannelRead(read);
    return true;
  }

  /** Tells the pipeline of a failure or the end; {@return whether there was one}. */
  private boolean tell(@Nullable Throwable failure) {
    if (failure == null && !reachedEnd) {
      return false;
    }
    boolean first = !ended;
    ended = true;
    wanted = false;
    if (!first) {
      return true; // the pipeline has closed this side meanwhile
    }
    if (failure != null) {
      channel.fail(failure);
    } else {
      channel.inputEnded();
    }
    return true;
  }
}
