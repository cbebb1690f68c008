package org.javaipc.core.topic;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.TopicPublisher;

/** A publisher of a topic beside a log: its user appends to the log, and announces that here. */
public interface BellPublisher extends TopicPublisher {
  /**
   * Offers an announcement of a message in the log. The metrics count the message instead of the announcement.
   *
   * @param segment the announcement, which fills it
   * @param appended bytes of the message in the log
   * @return whether there was room
   * @throws IpcException as an offer does
   */
  boolean ring(MemorySegment segment, long appended) throws IpcException;
}
