package org.javaipc.bench.fan;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Locale;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;

/** One process's end of a contender's many-to-one channel. */
interface Port extends AutoCloseable {
  /** Bytes of a message: the number that it has among its sender's, the sender's number, padding. */
  int LENGTH = 32;

  /** Sends {@code message} if there is room; {@return whether there was}. */
  boolean offer(MemorySegment message) throws Exception;

  /** Takes up to {@code limit} messages; {@return how many}. */
  int poll(MessageHandler handler, int limit) throws Exception;

  @Override
  void close() throws IpcException;

  /** {@return the receiving end, to be opened first} */
  static Port receiver(String contender, Path folder, int senders) throws Exception {
    return switch (Kind.of(contender)) {
      case JAVAIPC -> JavaipcPort.receiver(folder, senders);
      case AERON -> AeronPort.receiver(folder);
      case AGRONA -> AgronaPort.open(folder);
    };
  }

  /** {@return a sending end} */
  static Port sender(String contender, Path folder) throws Exception {
    return switch (Kind.of(contender)) {
      case JAVAIPC -> JavaipcPort.sender(folder);
      case AERON -> AeronPort.sender(folder);
      case AGRONA -> AgronaPort.open(folder);
    };
  }

  /** The contenders that are Java. */
  enum Kind {
    /** Ours, a lane each. */
    JAVAIPC,
    /** Aeron IPC, an exclusive publication each. */
    AERON,
    /** Agrona's many-to-one ring in a mapped file. */
    AGRONA;

    static Kind of(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }
  }
}
