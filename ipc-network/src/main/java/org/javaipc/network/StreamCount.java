package org.javaipc.network;

import io.grpc.Attributes;
import io.grpc.ServerCall;
import io.grpc.ServerTransportFilter;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the streams of each connection, which is that of one process to one port. There is a limit, as one client could
 * take all memory otherwise. Any number of threads may use it.
 */
final class StreamCount extends ServerTransportFilter {
  /** How many streams a connection may have: each is an end, or somebody who is about to join. */
  static final int MOST = 4096;

  private static final Attributes.Key<AtomicInteger> STREAMS =
      Attributes.Key.create("org.javaipc.streams");

  @Override
  public Attributes transportReady(Attributes connection) {
    return connection.toBuilder().set(STREAMS, new AtomicInteger()).build();
  }

  /** Counts one more; {@return whether it is one too many} Each is {@linkplain #remove removed} once. */
  static boolean addIsTooMany(ServerCall<?, ?> stream) {
    return of(stream).incrementAndGet() > MOST;
  }

  static void remove(ServerCall<?, ?> stream) {
    of(stream).decrementAndGet();
  }

  private static AtomicInteger of(ServerCall<?, ?> stream) {
    AtomicInteger count = stream.getAttributes().get(STREAMS);
    if (count == null) {
      throw new IllegalStateException("a stream of a connection that was not announced");
    }
    return count;
  }
}
