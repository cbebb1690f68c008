package org.javaipc.core.topic;

import org.javaipc.IpcException;
import org.javaipc.TopicSubscription;

/** A subscription of a topic that stands beside a log: its user reads the log, and says how far it has come there. */
public interface BellSubscription extends TopicSubscription {
  /**
   * Tells who looks from outside where the user is in the log. For the thread that uses the end; it costs two stores.
   *
   * @param position of the next record, from 0
   * @param bytes that the records before it took
   */
  void tellPlace(long position, long bytes);

  /**
   * Takes notice of publishers that have come, gone and died, without taking a message. For the thread that uses the end; it costs
   * a load if nothing has changed.
   *
   * @throws IpcException as taking a message does
   */
  void notice() throws IpcException;
}
