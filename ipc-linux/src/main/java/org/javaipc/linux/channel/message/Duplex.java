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
}
