package org.javaipc.linux.channel.message;

import org.javaipc.IpcException;
import org.javaipc.linux.wait.PollableDescriptor;

/** A connected socket, as a {@code StreamConnection} uses it. */
public interface Duplex {
  /** {@return its descriptor, opened with O_NONBLOCK} */
  PollableDescriptor pollable();

  /**
   * Refuses what the peer sends from now on.
   *
   * @throws IpcException if the kernel refuses
   */
  void shutdownInput() throws IpcException;

  /**
   * Ends the stream that the peer receives.
   *
   * @throws IpcException if the kernel refuses
   */
  void shutdownOutput() throws IpcException;

  /**
   * {@return the last eight bytes that have come and were not received, little-endian; 0 if there are
   * fewer} They stay to be received. Any thread may ask.
   *
   * @throws IpcException if the kernel refuses
   */
  long lastUnread() throws IpcException;
}
