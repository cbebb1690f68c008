package org.javaipc;

import com.google.common.base.Suppliers;
import java.util.function.Supplier;

/**
 * The short form: channels by address or logical name, with the configuration of the process.
 *
 * <p>{@code Ipc.sender("orders")} resolves {@code orders} as {@link IpcContext} says; {@code
 * Ipc.sender("shm:orders")} needs no configuration.
 *
 * <p>All methods may be called from any thread.
 */
public final class Ipc {
  private static final Supplier<IpcContext> DEFAULT =
      Suppliers.memoize(() -> IpcContext.builder().build());

  private Ipc() {}

  /**
   * Opens a channel's sending end, waiting for its receiver for as long as the option {@code
   * connect} says (10 s).
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws InvalidAddressException if it is no address, scheme or option
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws IpcException as {@link Channel#sender} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static Sender sender(String addressOrName) throws IpcException, InterruptedException {
    return DEFAULT.get().sender(addressOrName);
  }

  /**
   * Creates a channel as its receiver.
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws InvalidAddressException if it is no address, scheme or option
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws IpcException as {@link Channel#receiver} says
   */
  public static Receiver receiver(String addressOrName) throws IpcException {
    return DEFAULT.get().receiver(addressOrName);
  }

  /**
   * {@return the channel of an address or logical name; nothing is opened yet}
   *
   * @param addressOrName an address, or a logical name
   * @throws InvalidAddressException if it is no address, scheme or option
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws IpcException if no provider serves the scheme here
   */
  public static Channel channel(String addressOrName) throws IpcException {
    return DEFAULT.get().channel(addressOrName);
  }

  /**
   * Opens a notifying end, waiting for its listener for as long as the option {@code connect} says
   * (10 s).
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws InvalidAddressException if it is no address, scheme or option
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws IpcException as {@link Channel#sender} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static Notifier notifier(String addressOrName) throws IpcException, InterruptedException {
    return DEFAULT.get().notifier(addressOrName);
  }

  /**
   * Creates a listening end.
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws InvalidAddressException if it is no address, scheme or option
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws IpcException as {@link Channel#receiver} says
   */
  public static Listener listener(String addressOrName) throws IpcException {
    return DEFAULT.get().listener(addressOrName);
  }

  /**
   * Listens for clients. Does not wait for one.
   *
   * @param addressOrName an address, or a logical name
   * @return the server, which has the name for itself
   * @throws InvalidAddressException if it is no address, scheme or option
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws TransportUnavailableException if the transport carries no connections, or does not work
   *     here
   * @throws IpcException as {@link Channel#receiver} says
   */
  public static Server listen(String addressOrName) throws IpcException {
    return DEFAULT.get().listen(addressOrName);
  }

  /**
   * Connects to a server, waiting for it for as long as the option {@code connect} says (10 s).
   *
   * @param addressOrName an address, or a logical name
   * @return the connection, which the server has taken up though maybe not accepted yet
   * @throws InvalidAddressException if it is no address, scheme or option
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws TransportUnavailableException if the transport carries no connections, or does not work
   *     here
   * @throws ConnectTimeoutException if no server took the connection up in time
   * @throws ChannelBusyException if the server has as many clients as it may have
   * @throws GeometryMismatchException if the address states a capacity or limit other than the server's
   * @throws IpcException as {@link Channel#sender} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static Connection connect(String addressOrName) throws IpcException, InterruptedException {
    return DEFAULT.get().connect(addressOrName);
  }

  /** {@return a builder of a context with sources of configuration of its own} */
  public static IpcContext.Builder builder() {
    return IpcContext.builder();
  }
}
