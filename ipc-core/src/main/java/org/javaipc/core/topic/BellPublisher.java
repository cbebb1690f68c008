package org.javaipc.core.topic;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.TopicPublisher;

/** A publisher of a topic that stands beside a log: its user has appended to the log, and says so there. */
public interface BellPublisher extends TopicPublisher {
  /**
   * Offers what is said of a message in the log, which counts in the metrics in its place.
   *
   * @param segment all of which is said
   * @param appended bytes of the message in the log
   * @return whether there was room
   * @throws IpcException as an offer does
   */
  boolean ring(MemorySegment segment, long appended) throws IpcException;
}
