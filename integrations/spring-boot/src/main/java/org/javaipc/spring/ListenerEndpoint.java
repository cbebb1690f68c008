package org.javaipc.spring;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.jspecify.annotations.Nullable;

/** A channel whose messages a method takes. */
final class ListenerEndpoint extends ManagedEndpoint {
  private static final Log LOG = LogFactory.getLog(ListenerEndpoint.class);

  private final IpcContext context;
  private final MessageReader reader;
  private volatile @Nullable Receiver receiver;

  ListenerEndpoint(String channel, IpcContext context, MessageReader reader, Handling handling) {
    super(channel, "listener", handling);
    this.context = context;
    this.reader = reader;
  }

  @Override
  void open() throws IpcException {
    receiver = context.receiver(mailbox(context.resolve(channel())));
  }

  /** Senders of an application come and go. */
  private Address mailbox(Address address) throws IpcException {
    return !address.options().containsKey("end")
            && context.channel(address).capabilities().contains(Capability.MAILBOX)
        ? address.with("end", "never")
        : address;
  }

  @Override
  void work() throws IpcException, InterruptedException {
    Receiver open = receiver;
    while (open != null && handling().fatal() == null) {
      try {
        if (open.receive(
                (segment, offset, length) -> handling().message(reader, segment, offset, length), 1)
            == Receiver.END_OF_STREAM) {
          return;
        }
      } catch (PeerDiedException e) {
        LOG.warn(this + ": a sender died", e);
      } catch (ChannelClosedException e) {
        return;
      }
    }
  }

  @Override
  void close() throws IpcException {
    Receiver open = receiver;
    if (open != null) {
      open.close();
    }
  }
}
