package org.javaipc.mq;

import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.core.queue.Queues;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.liveness.RuntimeDirectory;
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
  protected Queues queues(Address address, ChannelOptions options) throws IpcException {
    RuntimeDirectory directory = directory(options);
    return new SystemVQueues(directory + "/" + file(address), directory.access(options.access()));
  }
}
