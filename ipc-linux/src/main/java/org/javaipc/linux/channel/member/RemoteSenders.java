package org.javaipc.linux.channel.member;

import org.javaipc.EndMetrics;
import org.javaipc.IpcException;
import org.javaipc.linux.wait.Waiting;

/** The senders of a channel as its receiver knows them. */
public interface RemoteSenders {
  /**
   * Processes changes of membership, if there are any.
   *
   * @throws org.javaipc.PeerDiedException once for each sender that died, after all that it had sent
   *     was taken
   * @throws IpcException if the kernel refuses
   */
  void update() throws IpcException;

  /** Records that the stream ended in the middle of a message. */
  default void brokeOff() {}

  /** {@return whether no message will ever come again} */
  boolean hasEnded();

  /** {@return whether no sender is joined, and the stream has not ended, as far as the last look told} */
  default boolean isAlone() {
    return false;
  }

  /**
   * {@return whether senders can still find the channel}
   *
   * @throws IpcException if the kernel does not say
   */
  default boolean isNamed() throws IpcException {
    return true;
  }

  /** {@return how many nanoseconds a receiver may sleep before it looks again of itself} */
  default long longestSleep() {
    return Waiting.FOREVER;
  }

  /** {@return how many senders have died} */
  long died();

  /** Records how many messages were received. */
  void received(long count);

  /** {@return how many messages were sent and not received; {@link EndMetrics#UNKNOWN} where they are not counted} For any thread. */
  default long unread() {
    return EndMetrics.UNKNOWN;
  }

  /** Tells the senders that the receiver goes, and gives the name back. */
  void close() throws IpcException;
}
