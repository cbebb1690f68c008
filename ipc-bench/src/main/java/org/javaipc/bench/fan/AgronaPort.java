package org.javaipc.bench.fan;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.javaipc.MessageHandler;

/** Agrona's many-to-one ring in a mapped file. */
final class AgronaPort implements Port {
  private static final int CAPACITY = 1 << 20;
  private static final int TYPE = 1;

  private final ManyToOneRingBuffer ring;
  private final UnsafeBuffer source = new UnsafeBuffer(0, 0);
  private final org.agrona.concurrent.MessageHandler adapter;
  private MessageHandler handler = (segment, offset, length) -> {};

  private AgronaPort(MemorySegment memory) {
    ring = new ManyToOneRingBuffer(new UnsafeBuffer(memory.asByteBuffer()));
    adapter = (type, buffer, index, length) -> handler.onMessage(memory, index, length);
  }

  static Port open(Path folder) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve("ring"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return new AgronaPort(
          channel.map(
              FileChannel.MapMode.READ_WRITE,
              0,
              (long) CAPACITY + RingBufferDescriptor.TRAILER_LENGTH,
              Arena.global()));
    }
  }

  @Override
  public boolean offer(MemorySegment message) {
    if (source.addressOffset() != message.address()) {
      source.wrap(message.address(), LENGTH);
    }
    return ring.write(TYPE, source, 0, LENGTH);
  }

  @Override
  public int poll(MessageHandler newHandler, int limit) {
    handler = newHandler;
    return ring.read(adapter, limit);
  }

  @Override
  public void close() {}
}
