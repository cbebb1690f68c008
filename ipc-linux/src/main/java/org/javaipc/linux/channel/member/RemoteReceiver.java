package org.javaipc.linux.channel.member;

import org.javaipc.IpcException;

/** The receiver of a channel as one of its senders knows it. */
public interface RemoteReceiver {
  /**
   * Looks for what makes sending pointless; costs no system call.
   *
   * @throws org.javaipc.PeerClosedException if the receiver is gone
   */
  void check() throws IpcException;

  /** {@return the exception for the kernel's report that no process reads any more} */
  IpcException gone() throws IpcException;

  /** Records how many messages were sent, and how often there was no room. */
  void sent(long messages, long waits);

  /**
   * Says that the last message of this sender broke off in its middle. Repeating it changes nothing.
   *
   * @throws IpcException if the kernel refuses
   */
  default void breakOff() throws IpcException {}

  /** Announces that this sender leaves, and releases everything. */
  void leave() throws IpcException;
}
