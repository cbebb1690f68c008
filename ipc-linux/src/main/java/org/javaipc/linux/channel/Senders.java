package org.javaipc.linux.channel;

import org.javaipc.IpcException;

/** The senders of a channel as its receiver knows them. */
interface Senders {
  /**
   * Takes notice of what has changed, if anything has.
   *
   * @throws org.javaipc.PeerDiedException once for each sender that died, after all that it had sent
   *     was taken
   * @throws IpcException if the kernel refuses
   */
  void update() throws IpcException;

  /** {@return whether no message will ever come again} */
  boolean hasEnded();

  /** {@return how many senders have died} */
  long died();

  /** Takes note of how many messages were received. */
  void received(long count);

  /** Tells the senders that the receiver goes, and gives the name back. */
  void close() throws IpcException;
}
