package org.javaipc.bench.topic;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.javaipc.MessageHandler;
import org.jspecify.annotations.Nullable;

/** Chronicle Queue: an appender, and a tailer in each other process, which copy the bytes of a message. */
final class ChronicleBroadcast implements Broadcast {
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int BLOCK = 64 << 20;

  private final ChronicleQueue queue;
  private final @Nullable ExcerptAppender appender;
  private final @Nullable ExcerptTailer tailer;
  private final Bytes<?> bytes = Bytes.allocateElasticDirect(LENGTH);
  private final MemorySegment view = MemorySegment.ofArray(new long[LENGTH / Long.BYTES]);

  private ChronicleBroadcast(Path folder, boolean isPublisher) {
    queue = SingleChronicleQueueBuilder.binary(folder.resolve("queue")).blockSize(BLOCK).build();
    appender = isPublisher ? queue.createAppender() : null;
    tailer = isPublisher ? null : queue.createTailer().toEnd();
  }

  static Broadcast open(Path folder, boolean isPublisher) {
    return new ChronicleBroadcast(folder, isPublisher);
  }

  @Override
  public boolean offer(MemorySegment message) {
    if (appender == null) {
      return false;
    }
    bytes.clear();
    for (int i = 0; i < LENGTH; i += Long.BYTES) {
      bytes.writeLong(message.get(WORD, i));
    }
    appender.writeBytes(bytes);
    return true;
  }

  @Override
  public int poll(MessageHandler handler, int limit) {
    int taken = 0;
    while (tailer != null && taken < limit) {
      bytes.clear();
      if (!tailer.readBytes(bytes)) {
        return taken;
      }
      for (int i = 0; i < LENGTH; i += Long.BYTES) {
        view.set(WORD, i, bytes.readLong());
      }
      handler.onMessage(view, 0, LENGTH);
      taken++;
    }
    return taken;
  }

  @Override
  public void close() {
    queue.close();
  }
}
