package org.javaipc.mq;

import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.core.queue.Queues;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.mqueue.PosixQueueLimits;
import org.javaipc.spi.ChannelOptions;

/**
 * {@code mq:}, POSIX message queues: {@code mq:orders} is a queue such as {@code
 * /javaipc-1000-1a2b3c-0123456789abcdef-orders} (user, runtime directory, a random number, name). The file {@code
 * orders.mq} in the runtime directory says which, and who its ends are. What a receiver had not read is in the queue
 * for the next one.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/mq_overview.7.html">mq_overview(7)</a>
 */
public final class MqProvider extends QueueProvider {
  /** For {@link java.util.ServiceLoader}. */
  public MqProvider() {}

  @Override
  public String scheme() {
    return "mq";
  }

  @Override
  public Optional<String> unavailable() {
    return NativeAccess.unavailable().or(PosixQueueLimits::unavailable);
  }

  @Override
  protected Queues queues(Address address, ChannelOptions options) throws IpcException {
    return new PosixQueues(directory(options), address.name(), options.access());
  }
}
