package org.javaipc.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.javaipc.MessageHandler;
import org.javaipc.cli.bench.Link;

/** Agrona's one-to-one ring in a mapped file. */
final class AgronaLink implements Link {
  private static final int TYPE = 1;

  private final MemorySegment inMemory;
  private final OneToOneRingBuffer in;
  private final MemorySegment outMemory;
  private final OneToOneRingBuffer out;
  private final MemorySegment message;
  private final UnsafeBuffer source;
  private final org.agrona.concurrent.MessageHandler adapter;
  private MessageHandler handler = (segment, offset, length) -> {};

  AgronaLink(Map<String, String> options, Path folder, boolean isClient, int longest)
      throws IOException {
    int capacity =
        options.containsKey("capacity")
            ? Integer.parseInt(options.get("capacity")) << 10
            : Math.max(1 << 20, Integer.highestOneBit(longest) << 4);
    inMemory = map(folder.resolve(isClient ? "back" : "there"), capacity);
    in = new OneToOneRingBuffer(new UnsafeBuffer(inMemory.asByteBuffer()));
    outMemory = map(folder.resolve(isClient ? "there" : "back"), capacity);
    out = new OneToOneRingBuffer(new UnsafeBuffer(outMemory.asByteBuffer()));
    message = Arena.global().allocate(longest, 64);
    source = new UnsafeBuffer(message.asByteBuffer());
    adapter = (type, buffer, index, length) -> handler.onMessage(inMemory, index, length);
  }

  private static MemorySegment map(Path file, int capacity) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(
          FileChannel.MapMode.READ_WRITE,
          0,
          (long) capacity + RingBufferDescriptor.TRAILER_LENGTH,
          Arena.global());
    }
  }

  @Override
  public MemorySegment message() {
    return message;
  }

  @Override
  public boolean offer(int length) {
    return out.write(TYPE, source, 0, length);
  }

  @Override
  public boolean claim(MessageHandler writer, int length) {
    int index = out.tryClaim(TYPE, length);
    if (index < 0) {
      return false;
    }
    writer.onMessage(outMemory, index, length);
    out.commit(index);
    return true;
  }

  @Override
  public int poll(MessageHandler newHandler, int limit) {
    handler = newHandler;
    return in.read(adapter, limit);
  }

  @Override
  public void close() {}
}
