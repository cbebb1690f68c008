package org.javaipc.bench.topic;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Locale;
import org.javaipc.MessageHandler;

/** One process's end of a contender's one-to-many channel. For one thread. */
interface Broadcast extends AutoCloseable {
  /** Bytes of a message: its number, when it was published, padding. */
  int LENGTH = 32;

  /** Publishes {@code message} if there is room; {@return whether there was}. */
  boolean offer(MemorySegment message) throws Exception;

  /** Lets others join, before anything is published. */
  default void idle() {
    // most need nothing for that
  }

  /** Takes up to {@code limit} messages without waiting; {@return how many}. */
  int poll(MessageHandler handler, int limit) throws Exception;

  @Override
  void close() throws IOException;

  /** {@return the publishing end, to be opened first} */
  static Broadcast publisher(String contender, Path folder) throws Exception {
    return switch (Kind.of(contender)) {
      case JAVAIPC, LOG -> JavaipcBroadcast.publisher(contender, folder);
      case AERON -> AeronBroadcast.open(folder, true);
      case CHRONICLE -> ChronicleBroadcast.open(folder, true);
    };
  }

  /** {@return a subscription} */
  static Broadcast subscription(String contender, Path folder) throws Exception {
    return switch (Kind.of(contender)) {
      case JAVAIPC, LOG -> JavaipcBroadcast.subscription(contender, folder);
      case AERON -> AeronBroadcast.open(folder, false);
      case CHRONICLE -> ChronicleBroadcast.open(folder, false);
    };
  }

  /** The contenders. */
  enum Kind {
    /** A topic in memory. */
    JAVAIPC,
    /** A topic that is kept. */
    LOG,
    /** Aeron IPC, an exclusive publication. */
    AERON,
    /** Chronicle Queue: an appender and tailers. */
    CHRONICLE;

    static Kind of(String contender) {
      return valueOf(contender.split(":", 2)[0].toUpperCase(Locale.ROOT));
    }
  }
}
