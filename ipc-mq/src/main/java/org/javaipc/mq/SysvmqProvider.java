package org.javaipc.mq;

import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.linux.NativeAccess;
import org.javaipc.ring.PacketQueues;
import org.javaipc.spi.ChannelOptions;

/**
 * {@code sysvmq:}, System V message queues: a queue without a key, whose id is in {@code orders.sysvmq} in
 * the runtime directory, as are its ends. What a receiver had not read is in the queue for the next one.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sysvipc.7.html">sysvipc(7)</a>
 */
public final class SysvmqProvider extends QueueProvider {
  /** For {@link java.util.ServiceLoader}. */
  public SysvmqProvider() {}

  @Override
  public String scheme() {
    return "sysvmq";
  }

  @Override
  public Optional<String> unavailable() {
    return NativeAccess.unavailable();
  }

  @Override
  protected PacketQueues queues(Address address, ChannelOptions options) throws IpcException {
    return new SystemVQueues(directory(options) + "/" + file(address), options.access());
  }
}
