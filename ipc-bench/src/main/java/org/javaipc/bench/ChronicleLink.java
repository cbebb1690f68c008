package org.javaipc.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.javaipc.MessageHandler;
import org.javaipc.cli.bench.Link;

/**
 * Chronicle Queue, one queue each way, in memory. It keeps all messages, where the others forget those that were read, and
 * asks for nothing from its reader, so it never waits for room.
 */
final class ChronicleLink implements Link {
  private static final int BLOCK = 64 << 20;

  @SuppressWarnings("restricted") // addresses are all that this library gives
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private final ChronicleQueue outQueue;
  private final ChronicleQueue inQueue;
  private final ExcerptAppender appender;
  private final ExcerptTailer tailer;
  private final MemorySegment message;
  private final PointerBytesStore source = new PointerBytesStore();

  ChronicleLink(Path folder, boolean isClient, int longest) {
    outQueue = queue(folder.resolve(isClient ? "there" : "back"));
    inQueue = queue(folder.resolve(isClient ? "back" : "there"));
    appender = outQueue.createAppender();
    tailer = inQueue.createTailer();
    message = Arena.global().allocate(Math.max(Long.BYTES, longest), 64);
    source.set(message.address(), message.byteSize());
  }

  private static ChronicleQueue queue(Path folder) {
    return SingleChronicleQueueBuilder.binary(folder.toFile()).blockSize(BLOCK).build();
  }

  @Override
  public MemorySegment message() {
    return message;
  }

  @Override
  public boolean offer(int length) {
    try (DocumentContext context = appender.writingDocument()) {
      bytes(context).write(source, 0L, (long) length);
    }
    return true;
  }

  @Override
  public int poll(MessageHandler handler, int limit) {
    for (int taken = 0; taken < limit; taken++) {
      try (DocumentContext context = tailer.readingDocument()) {
        if (!context.isPresent()) {
          return taken;
        }
        Bytes<?> bytes = bytes(context);
        handler.onMessage(ALL, bytes.addressForRead(bytes.readPosition()), bytes.readRemaining());
      }
    }
    return limit;
  }

  private static Bytes<?> bytes(DocumentContext context) {
    var wire = context.wire();
    if (wire == null) {
      throw new IllegalStateException("a document without a wire");
    }
    return wire.bytes();
  }

  @Override
  public void close() {
    inQueue.close();
    outQueue.close();
  }
}
