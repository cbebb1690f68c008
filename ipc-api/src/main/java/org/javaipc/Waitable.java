package org.javaipc;

import java.time.Duration;

/** An end on which a thread can wait for something to take, without taking it. */
public interface Waitable {
  /**
   * Waits until there is something to take: a message, an event, the end of the stream, or an error
   * that the next call will throw.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether there is; false if the timeout elapsed
   * @throws ChannelClosedException if this end is closed, also by another thread during the call
   * @throws IpcException as the calls that take something do
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  boolean awaitReady(Duration timeout) throws IpcException, InterruptedException;
}
