package org.javaipc.spring;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javaipc.Address;
import org.javaipc.Codec;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;
import org.javaipc.Sender;
import org.javaipc.TypedSender;

/**
 * Senders by the name of their channel, as {@link IpcSender} injects them, including names that become known only
 * while the application runs. The same name and codec give the same object each time. All senders are closed with the
 * application.
 *
 * <p>All methods may be called from any thread.
 */
public final class IpcSenders implements AutoCloseable {
  private final IpcContext context;
  private final Map<String, Sender> byName = new HashMap<>();
  private final Map<TypedName, TypedSender<?>> typed = new HashMap<>();
  private final List<InjectedSender> all = new ArrayList<>();

  private record TypedName(String name, Codec<?> codec) {}

  IpcSenders(IpcContext context) {
    this.context = context;
  }

  /**
   * {@return the sender of a channel, for any number of threads; not opened yet}
   *
   * @param name of the channel, or an address
   */
  public synchronized Sender get(String name) {
    return byName.computeIfAbsent(
        name,
        _ -> {
          Address address = address(name);
          return added(new InjectedSender(address, context::sender));
        });
  }

  /**
   * {@return a sender of values, for any number of threads; not opened yet}
   *
   * @param <T> the values
   * @param name of the channel, or an address
   * @param codec writes the values
   */
  @SuppressWarnings("unchecked") // what is kept for a codec sends its values
  public synchronized <T> TypedSender<T> get(String name, Codec<T> codec) {
    return (TypedSender<T>)
        typed.computeIfAbsent(new TypedName(name, codec), _ -> open(name, codec));
  }

  private <T> TypedSender<T> open(String name, Codec<T> codec) {
    Address address = address(name);
    Sender sender = added(new InjectedSender(address, at -> context.sender(at, codec).sender()));
    return TypedSender.of(sender, codec).shared();
  }

  private InjectedSender added(InjectedSender sender) {
    all.add(sender);
    return sender;
  }

  /** Says at once what is wrong with an address, though nothing is opened yet. */
  private Address address(String name) {
    try {
      Address address = context.resolve(name);
      context.channel(address);
      return address;
    } catch (InvalidAddressException | IpcException e) {
      throw new StartException(
          "A sender of the channel '" + name + "' cannot be made: " + e.getMessage(),
          Cures.of(name, e),
          e);
    }
  }

  /** Closes all senders. Repeating it does nothing. */
  @Override
  public synchronized void close() throws IOException {
    IOException first = null;
    for (InjectedSender sender : all) {
      try {
        sender.close();
      } catch (IpcException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
