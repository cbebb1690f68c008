package org.javaipc.testkit;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.ChannelProvider;

/**
 * {@code reference:}, a queue inside this JVM, as simple as the contract allows; and with {@code
 * breach=NAME} one that breaks it in one way, to see that the suite notices.
 */
public final class ReferenceProvider implements ChannelProvider {
  /** For {@link java.util.ServiceLoader}. */
  public ReferenceProvider() {}

  @Override
  public String scheme() {
    return "reference";
  }

  @Override
  public String artifact() {
    return "ipc-it";
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.MANY_SENDERS, Capability.MAILBOX, Capability.VIRTUAL_THREADS);
  }

  @Override
  public Set<String> ownOptions() {
    return Set.of("breach");
  }

  @Override
  public Channel channel(Address address, ChannelOptions options) {
    String breach = address.options().getOrDefault("breach", "none");
    return new ReferenceChannel(address, options, Breach.valueOf(breach.toUpperCase(Locale.ROOT)));
  }

  private record ReferenceChannel(Address address, ChannelOptions options, Breach breach)
      implements Channel {
    @Override
    public Set<Capability> capabilities() {
      return new ReferenceProvider().capabilities();
    }

    @Override
    public Sender sender() throws IpcException, InterruptedException {
      return new ReferenceSender(
          address, ReferenceQueue.join(this.address, options, breach), breach);
    }

    @Override
    public Receiver receiver() throws IpcException {
      return new ReferenceReceiver(
          address, ReferenceQueue.create(this.address, options, breach), breach);
    }
  }
}
