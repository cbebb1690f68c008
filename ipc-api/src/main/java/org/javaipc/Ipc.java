package org.javaipc;

import java.util.List;
import org.javaipc.telemetry.OpenEnds;

/**
 * The short form: channels by address or logical name, with the configuration of the process.
 *
 * <p>{@code Ipc.sender("orders")} resolves {@code orders} as {@link IpcContext} says; {@code
 * Ipc.sender("shm:orders")} needs no configuration.
 *
 * <p>All methods may be called from any thread.
 */
public final class Ipc {
  private Ipc() {}

  /**
   * Opens a channel's sending end, waiting for its receiver for as long as the option {@code
   * connect} says (10 s).
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws InvalidAddressException if the address, its scheme or an option is invalid
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws IpcException as {@link Channel#sender} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static Sender sender(String addressOrName) throws IpcException, InterruptedException {
    return Default.CONTEXT.sender(addressOrName);
  }

  /**
   * Creates a channel as its receiver.
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws InvalidAddressException if the address, its scheme or an option is invalid
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws IpcException as {@link Channel#receiver} says
   */
  public static Receiver receiver(String addressOrName) throws IpcException {
    return Default.CONTEXT.receiver(addressOrName);
  }

  /**
   * {@return the channel of an address or logical name; nothing is opened yet}
   *
   * @param addressOrName an address, or a logical name
   * @throws InvalidAddressException if the address, its scheme or an option is invalid
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws IpcException if no provider serves the scheme here
   */
  public static Channel channel(String addressOrName) throws IpcException {
    return Default.CONTEXT.channel(addressOrName);
  }

  /**
   * {@return the topic of an address or logical name; nothing is opened yet}
   *
   * @param addressOrName an address, or a logical name
   * @throws InvalidAddressException if the address, its scheme or an option is invalid
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws TransportUnavailableException if the transport does not work here
   * @throws IpcException if no provider serves the scheme here
   */
  public static Topic topic(String addressOrName) throws IpcException {
    return Default.CONTEXT.topic(addressOrName);
  }

  /**
   * Joins a topic as a publisher, and creates it if it is not there. Does not wait for a subscription.
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws InvalidAddressException if the address, its scheme or an option is invalid
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws IpcException as {@link Topic#publisher} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static TopicPublisher publisher(String addressOrName)
      throws IpcException, InterruptedException {
    return Default.CONTEXT.publisher(addressOrName);
  }

  /**
   * Joins a topic as a subscription, waiting for its first publisher for as long as the option {@code
   * connect} says (10 s).
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws InvalidAddressException if the address, its scheme or an option is invalid
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws IpcException as {@link Topic#subscribe} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static TopicSubscription subscribe(String addressOrName)
      throws IpcException, InterruptedException {
    return Default.CONTEXT.subscribe(addressOrName);
  }

  /**
   * Opens a notifying end, waiting for its listener for as long as the option {@code connect} says
   * (10 s).
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws InvalidAddressException if the address, its scheme or an option is invalid
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws IpcException as {@link Channel#sender} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static Notifier notifier(String addressOrName) throws IpcException, InterruptedException {
    return Default.CONTEXT.notifier(addressOrName);
  }

  /**
   * Creates a listening end.
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws InvalidAddressException if the address, its scheme or an option is invalid
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws IpcException as {@link Channel#receiver} says
   */
  public static Listener listener(String addressOrName) throws IpcException {
    return Default.CONTEXT.listener(addressOrName);
  }

  /**
   * Listens for clients. Does not wait for one.
   *
   * <p>Where each client has memory of its own ({@code shm:}, {@code sysv:}, {@code mmap:}), all of them together take up to {@code clients}
   * times 2 times {@code capacity}: 1024 x 2 x 256 KiB, which is 512 MiB, unless the address says otherwise. Nothing of that is reserved now. If
   * less is free, that is logged once ({@code org.javaipc}, info), and the client that no longer fits gets {@link ResourceLimitException}.
   *
   * @param addressOrName an address, or a logical name
   * @return the server, which holds the name alone
   * @throws InvalidAddressException if the address, its scheme or an option is invalid
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws TransportUnavailableException if the transport carries no connections, or does not work
   *     here
   * @throws IpcException as {@link Channel#receiver} says
   */
  public static Server listen(String addressOrName) throws IpcException {
    return Default.CONTEXT.listen(addressOrName);
  }

  /**
   * Connects to a server, waiting for it for as long as the option {@code connect} says (10 s).
   *
   * @param addressOrName an address, or a logical name
   * @return the connection, which the server has admitted, though perhaps not accepted yet
   * @throws InvalidAddressException if the address, its scheme or an option is invalid
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws TransportUnavailableException if the transport carries no connections, or does not work
   *     here
   * @throws ConnectTimeoutException if no server admitted the connection in time
   * @throws ChannelBusyException if the server has reached its limit of clients
   * @throws GeometryMismatchException if the address states a capacity or limit other than the server's
   * @throws IpcException as {@link Channel#sender} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static Connection connect(String addressOrName) throws IpcException, InterruptedException {
    return Default.CONTEXT.connect(addressOrName);
  }

  /** {@return the context that the methods of this class use: with the configuration of the process} */
  public static IpcContext context() {
    return Default.CONTEXT;
  }

  /**
   * Opens the sending end of an address; see {@link #sender(String)}.
   *
   * @param address where
   * @return what was opened
   * @throws InvalidAddressException if the transport does not know the scheme, the form of the name or an option
   * @throws IpcException as {@link #sender(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static Sender sender(Address address) throws IpcException, InterruptedException {
    return Default.CONTEXT.sender(address);
  }

  /**
   * Creates the channel of an address as its receiver; see {@link #receiver(String)}.
   *
   * @param address where
   * @return what was opened
   * @throws InvalidAddressException if the transport does not know the scheme, the form of the name or an option
   * @throws IpcException as {@link #receiver(String)} says
   */
  public static Receiver receiver(Address address) throws IpcException {
    return Default.CONTEXT.receiver(address);
  }

  /**
   * Describes the channel of an address; nothing is opened yet; see {@link #channel(String)}.
   *
   * @param address where
   * @return what was opened
   * @throws InvalidAddressException if the transport does not know the scheme, the form of the name or an option
   * @throws IpcException as {@link #channel(String)} says
   */
  public static Channel channel(Address address) throws IpcException {
    return Default.CONTEXT.channel(address);
  }

  /**
   * Describes the topic of an address; nothing is opened yet; see {@link #topic(String)}.
   *
   * @param address where
   * @return what was opened
   * @throws InvalidAddressException if the transport does not know the scheme, the form of the name or an option
   * @throws IpcException as {@link #topic(String)} says
   */
  public static Topic topic(Address address) throws IpcException {
    return Default.CONTEXT.topic(address);
  }

  /**
   * Joins the topic of an address as a publisher; see {@link #publisher(String)}.
   *
   * @param address where
   * @return what was opened
   * @throws InvalidAddressException if the transport does not know the scheme, the form of the name or an option
   * @throws IpcException as {@link #publisher(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static TopicPublisher publisher(Address address)
      throws IpcException, InterruptedException {
    return Default.CONTEXT.publisher(address);
  }

  /**
   * Joins the topic of an address as a subscription; see {@link #subscribe(String)}.
   *
   * @param address where
   * @return what was opened
   * @throws InvalidAddressException if the transport does not know the scheme, the form of the name or an option
   * @throws IpcException as {@link #subscribe(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static TopicSubscription subscribe(Address address)
      throws IpcException, InterruptedException {
    return Default.CONTEXT.subscribe(address);
  }

  /**
   * Opens the notifying end of an address; see {@link #notifier(String)}.
   *
   * @param address where
   * @return what was opened
   * @throws InvalidAddressException if the transport does not know the scheme, the form of the name or an option
   * @throws IpcException as {@link #notifier(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static Notifier notifier(Address address) throws IpcException, InterruptedException {
    return Default.CONTEXT.notifier(address);
  }

  /**
   * Creates the listening end of an address; see {@link #listener(String)}.
   *
   * @param address where
   * @return what was opened
   * @throws InvalidAddressException if the transport does not know the scheme, the form of the name or an option
   * @throws IpcException as {@link #listener(String)} says
   */
  public static Listener listener(Address address) throws IpcException {
    return Default.CONTEXT.listener(address);
  }

  /**
   * Listens for clients at an address; see {@link #listen(String)}.
   *
   * @param address where
   * @return what was opened
   * @throws InvalidAddressException if the transport does not know the scheme, the form of the name or an option
   * @throws IpcException as {@link #listen(String)} says
   */
  public static Server listen(Address address) throws IpcException {
    return Default.CONTEXT.listen(address);
  }

  /**
   * Connects to the server of an address; see {@link #connect(String)}.
   *
   * @param address where
   * @return what was opened
   * @throws InvalidAddressException if the transport does not know the scheme, the form of the name or an option
   * @throws IpcException as {@link #connect(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static Connection connect(Address address) throws IpcException, InterruptedException {
    return Default.CONTEXT.connect(address);
  }

  /**
   * Opens a channel's sending end for values; see {@link #sender(String)}.
   *
   * @param <T> the values
   * @param addressOrName an address, or a logical name
   * @param codec writes the values
   * @return the end, for one thread at a time
   * @throws TypeMismatchException if the address, or the peer, states a type other than the codec's
   * @throws IpcException as {@link #sender(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static <T> TypedSender<T> sender(String addressOrName, Codec<T> codec)
      throws IpcException, InterruptedException {
    return Default.CONTEXT.sender(addressOrName, codec);
  }

  /**
   * Creates a channel as its receiver of values; see {@link #receiver(String)}.
   *
   * @param <T> the values
   * @param addressOrName an address, or a logical name
   * @param codec reads the values
   * @return the end, for one thread at a time
   * @throws TypeMismatchException if the address, or the peer, states a type other than the codec's
   * @throws IpcException as {@link #receiver(String)} says
   */
  public static <T> TypedReceiver<T> receiver(String addressOrName, Codec<T> codec)
      throws IpcException {
    return Default.CONTEXT.receiver(addressOrName, codec);
  }

  /**
   * Opens the sending end of an address for values; see {@link #sender(String)}.
   *
   * @param <T> the values
   * @param address where
   * @param codec writes the values
   * @return the end, for one thread at a time
   * @throws TypeMismatchException if the address, or the peer, states a type other than the codec's
   * @throws IpcException as {@link #sender(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static <T> TypedSender<T> sender(Address address, Codec<T> codec)
      throws IpcException, InterruptedException {
    return Default.CONTEXT.sender(address, codec);
  }

  /**
   * Creates the channel of an address as its receiver of values; see {@link #receiver(String)}.
   *
   * @param <T> the values
   * @param address where
   * @param codec reads the values
   * @return the end, for one thread at a time
   * @throws TypeMismatchException if the address, or the peer, states a type other than the codec's
   * @throws IpcException as {@link #receiver(String)} says
   */
  public static <T> TypedReceiver<T> receiver(Address address, Codec<T> codec) throws IpcException {
    return Default.CONTEXT.receiver(address, codec);
  }

  /**
   * {@return what can be seen from outside of all channels, topics and event words in the usual runtime directory, by
   * scheme and name: receivers, senders, unread bytes} This opens none of their ends.
   *
   * @throws IpcException if the directory is not to be trusted or cannot be read
   */
  public static List<ChannelStatus> list() throws IpcException {
    return Default.CONTEXT.list();
  }

  /**
   * {@return what can be seen from outside of the channel and the event word of an address; empty if there is neither}
   * This opens none of its ends.
   *
   * @param addressOrName an address such as {@code shm:orders}, or a logical name
   * @throws InvalidAddressException if the address, its scheme or an option is invalid
   * @throws UnknownChannelException if a logical name is not configured
   * @throws TransportUnavailableException if the transport does not work here, or cannot be inspected from outside
   * @throws IpcException if it cannot be read
   */
  public static List<ChannelStatus> status(String addressOrName) throws IpcException {
    return Default.CONTEXT.status(addressOrName);
  }

  /**
   * The same for an address; see {@link #status(String)}.
   *
   * @param address to look at
   * @return as {@link #status(String)}
   * @throws IpcException as {@link #status(String)} says
   */
  public static List<ChannelStatus> status(Address address) throws IpcException {
    return Default.CONTEXT.status(address);
  }

  /**
   * Joins a topic as a publisher of values; see {@link #publisher(String)}.
   *
   * @param <T> the values
   * @param addressOrName an address, or a logical name
   * @param codec writes the values
   * @return the end, for one thread at a time
   * @throws TypeMismatchException if the address, or the topic, states a type other than the codec's
   * @throws IpcException as {@link #publisher(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static <T> TypedPublisher<T> publisher(String addressOrName, Codec<T> codec)
      throws IpcException, InterruptedException {
    return Default.CONTEXT.publisher(addressOrName, codec);
  }

  /**
   * Joins a topic as a publisher of values; see {@link #publisher(String)}.
   *
   * @param <T> the values
   * @param address where
   * @param codec writes the values
   * @return the end, for one thread at a time
   * @throws TypeMismatchException if the address, or the topic, states a type other than the codec's
   * @throws IpcException as {@link #publisher(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static <T> TypedPublisher<T> publisher(Address address, Codec<T> codec)
      throws IpcException, InterruptedException {
    return Default.CONTEXT.publisher(address, codec);
  }

  /**
   * Joins a topic as a subscription of values; see {@link #subscribe(String)}.
   *
   * @param <T> the values
   * @param addressOrName an address, or a logical name
   * @param codec reads the values
   * @return the end, for one thread at a time
   * @throws TypeMismatchException if the address, or the topic, states a type other than the codec's
   * @throws IpcException as {@link #subscribe(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static <T> TypedSubscription<T> subscribe(String addressOrName, Codec<T> codec)
      throws IpcException, InterruptedException {
    return Default.CONTEXT.subscribe(addressOrName, codec);
  }

  /**
   * Joins a topic as a subscription of values; see {@link #subscribe(String)}.
   *
   * @param <T> the values
   * @param address where
   * @param codec reads the values
   * @return the end, for one thread at a time
   * @throws TypeMismatchException if the address, or the topic, states a type other than the codec's
   * @throws IpcException as {@link #subscribe(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static <T> TypedSubscription<T> subscribe(Address address, Codec<T> codec)
      throws IpcException, InterruptedException {
    return Default.CONTEXT.subscribe(address, codec);
  }

  /**
   * Closes all ends of this process that are open, so that their peers see the end and not a death: the last step of an
   * application that has turned off the closing at exit ({@code -Dipc.closeAtExit=false}) because its own shutdown
   * takes a long time. Waits for at most 3 s for handlers that are running.
   *
   * @throws InterruptedException if the thread is interrupted while it waits; the ends are closed all the same
   */
  public static void closeAll() throws InterruptedException {
    OpenEnds.closeAll();
  }

  /** {@return a builder of a context with sources of configuration of its own} */
  public static IpcContext.Builder builder() {
    return IpcContext.builder();
  }

  /** Made when it is first asked for. */
  private static final class Default {
    static final IpcContext CONTEXT = IpcContext.builder().build();
  }
}
