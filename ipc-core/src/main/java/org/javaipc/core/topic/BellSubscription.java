package org.javaipc.core.topic;

import org.javaipc.IpcException;
import org.javaipc.TopicSubscription;

/** A subscription of a topic beside a log: its user reads the log, and reports its place here. */
public interface BellSubscription extends TopicSubscription {
  /**
   * Publishes the user's place in the log, for inspection from outside. For the thread that uses the end; it costs two
   * stores.
   *
   * @param position of the next record, from 0
   * @param bytes that the records before it took
   */
  void tellPlace(long position, long bytes);

  /**
   * Processes publishers that have joined, left and died, without taking a message. For the thread that uses the end;
   * it costs one load if nothing has changed.
   *
   * @throws IpcException as taking a message does
   */
  void notice() throws IpcException;
}
