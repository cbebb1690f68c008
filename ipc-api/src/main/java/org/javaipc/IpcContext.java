package org.javaipc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.javaipc.config.Configuration;
import org.javaipc.config.Source;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.ChannelProvider;
import org.javaipc.spi.NotifierProvider;
import org.javaipc.spi.TopicProvider;
import org.javaipc.spi.TransportRegistry;
import org.javaipc.spi.Units;
import org.jspecify.annotations.Nullable;

/**
 * Channels by address or logical name, from given sources of configuration and providers.
 *
 * <p>A logical name such as {@code orders} is looked up in this order, and the first hit wins: in the map given to
 * the builder, in the function given to the builder (key {@code ipc.channel.orders}), in the system
 * property {@code ipc.channel.orders}, in the environment variable {@code IPC_CHANNEL_ORDERS}, in
 * {@code ipc.properties} ({@code -Dipc.config=FILE}, else the working directory's, else the class
 * path's; in UTF-8, read when a name needs it), and last in the template {@code
 * ipc.channel.default} of any of these, such as {@code shm:{name}}.
 *
 * <p>The class path is that of the thread's context class loader, then those of the callers, nearest
 * first, then this library's, and last the system's; the first that has the file wins. What was found
 * is kept for as long as that class loader lives; that nothing was found is not kept.
 *
 * <p>Immutable; may be used from any thread.
 */
public final class IpcContext {
  private final Configuration configuration;
  private final Providers providers;

  private volatile @Nullable TransportRegistry registry;

  private IpcContext(Configuration configuration, Providers providers) {
    this.configuration = configuration;
    this.providers = providers;
  }

  /**
   * {@return a builder with the usual sources, and with the providers of this library's class loader
   * and, for schemes that these do not serve, of those of the calling application}
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Opens a channel's sending end; see {@link Ipc#sender}.
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#sender} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Sender sender(String addressOrName) throws IpcException, InterruptedException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    return sender(resolve(addressOrName));
  }

  /**
   * The same for an address.
   *
   * @param address where
   * @return as {@link Ipc#sender(String)}
   * @throws IpcException as {@link Ipc#sender(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Sender sender(Address address) throws IpcException, InterruptedException {
    Objects.requireNonNull(address, "address");
    if (!ChannelOptions.reconnects(address)) {
      return channel(address).sender();
    }
    return new ReconnectingSender(address, wait -> channel(waiting(address, wait)).sender());
  }

  /** {@return an address that says so how long to wait; null is as long as it says already} */
  private static Address waiting(Address address, @Nullable Duration wait)
      throws InvalidAddressException {
    return wait == null ? address : address.with("connect", Units.wholeMillis(wait) + "ms");
  }

  /**
   * Creates a channel as its receiver; see {@link Ipc#receiver}.
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#receiver} says
   */
  public Receiver receiver(String addressOrName) throws IpcException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    return receiver(resolve(addressOrName));
  }

  /**
   * The same for an address.
   *
   * @param address where
   * @return as {@link Ipc#receiver(String)}
   * @throws IpcException as {@link Ipc#receiver(String)} says
   */
  public Receiver receiver(Address address) throws IpcException {
    Objects.requireNonNull(address, "address");
    return channel(address).receiver();
  }

  /**
   * Opens a channel's sending end for values; see {@link Ipc#sender(String, Codec)}.
   *
   * @param <T> the values
   * @param addressOrName an address, or a logical name
   * @param codec writes the values
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#sender(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public <T> TypedSender<T> sender(String addressOrName, Codec<T> codec)
      throws IpcException, InterruptedException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    Objects.requireNonNull(codec, "codec");
    return sender(resolve(addressOrName), codec);
  }

  /**
   * The same for an address.
   *
   * @param <T> the values
   * @param address where
   * @param codec writes the values
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#sender(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public <T> TypedSender<T> sender(Address address, Codec<T> codec)
      throws IpcException, InterruptedException {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(codec, "codec");
    return TypedSender.of(sender(typed(address, codec)), codec);
  }

  /**
   * Creates a channel as its receiver of values; see {@link Ipc#receiver(String, Codec)}.
   *
   * @param <T> the values
   * @param addressOrName an address, or a logical name
   * @param codec reads the values
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#receiver(String)} says
   */
  public <T> TypedReceiver<T> receiver(String addressOrName, Codec<T> codec) throws IpcException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    Objects.requireNonNull(codec, "codec");
    return receiver(resolve(addressOrName), codec);
  }

  /**
   * The same for an address.
   *
   * @param <T> the values
   * @param address where
   * @param codec reads the values
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#receiver(String)} says
   */
  public <T> TypedReceiver<T> receiver(Address address, Codec<T> codec) throws IpcException {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(codec, "codec");
    return TypedReceiver.of(receiver(typed(address, codec)), codec);
  }

  /**
   * Joins a topic as a publisher of values; see {@link Ipc#publisher(String, Codec)}.
   *
   * @param <T> the values
   * @param addressOrName an address, or a logical name
   * @param codec writes the values
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#publisher(String, Codec)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public <T> TypedPublisher<T> publisher(String addressOrName, Codec<T> codec)
      throws IpcException, InterruptedException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    Objects.requireNonNull(codec, "codec");
    return publisher(resolve(addressOrName), codec);
  }

  /**
   * The same for an address.
   *
   * @param <T> the values
   * @param address where
   * @param codec writes the values
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#publisher(String, Codec)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public <T> TypedPublisher<T> publisher(Address address, Codec<T> codec)
      throws IpcException, InterruptedException {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(codec, "codec");
    return TypedPublisher.of(publisher(typed(address, codec)), codec);
  }

  /**
   * Joins a topic as a subscription of values; see {@link Ipc#subscribe(String, Codec)}.
   *
   * @param <T> the values
   * @param addressOrName an address, or a logical name
   * @param codec reads the values
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#subscribe(String, Codec)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public <T> TypedSubscription<T> subscribe(String addressOrName, Codec<T> codec)
      throws IpcException, InterruptedException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    Objects.requireNonNull(codec, "codec");
    return subscribe(resolve(addressOrName), codec);
  }

  /**
   * The same for an address.
   *
   * @param <T> the values
   * @param address where
   * @param codec reads the values
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#subscribe(String, Codec)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public <T> TypedSubscription<T> subscribe(Address address, Codec<T> codec)
      throws IpcException, InterruptedException {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(codec, "codec");
    return TypedSubscription.of(subscribe(typed(address, codec)), codec);
  }

  /** {@return the address with the type of the codec, which it may state itself} */
  private static Address typed(Address address, Codec<?> codec) throws TypeMismatchException {
    String type = Objects.requireNonNull(codec, "codec").type();
    String stated = Objects.requireNonNull(address, "address").options().get("type");
    if (stated != null && !stated.equals(type)) {
      throw new TypeMismatchException(address, type, stated);
    }
    return address.with("type", type);
  }

  /**
   * {@return the channel of an address or logical name; nothing is opened yet}
   *
   * @param addressOrName an address, or a logical name
   * @throws IpcException as {@link Ipc#channel} says
   */
  public Channel channel(String addressOrName) throws IpcException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    return channel(resolve(addressOrName));
  }

  /**
   * The same for an address.
   *
   * @param address where
   * @return as {@link Ipc#channel(String)}
   * @throws IpcException as {@link Ipc#channel(String)} says
   */
  public Channel channel(Address address) throws IpcException {
    Objects.requireNonNull(address, "address");
    return serving(address).channel(address);
  }

  /**
   * {@return the topic of an address or logical name; nothing is opened yet}
   *
   * @param addressOrName an address, or a logical name
   * @throws IpcException as {@link Ipc#topic} says
   */
  public Topic topic(String addressOrName) throws IpcException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    return topic(resolve(addressOrName));
  }

  /**
   * The same for an address.
   *
   * @param address where
   * @return as {@link Ipc#topic(String)}
   * @throws IpcException as {@link Ipc#topic(String)} says
   */
  public Topic topic(Address address) throws IpcException {
    Objects.requireNonNull(address, "address");
    return serving(address).topic(address);
  }

  /**
   * Joins a topic as a publisher; see {@link Ipc#publisher}.
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#publisher} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public TopicPublisher publisher(String addressOrName) throws IpcException, InterruptedException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    return publisher(resolve(addressOrName));
  }

  /**
   * The same for an address.
   *
   * @param address where
   * @return as {@link Ipc#publisher(String)}
   * @throws IpcException as {@link Ipc#publisher(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public TopicPublisher publisher(Address address) throws IpcException, InterruptedException {
    Objects.requireNonNull(address, "address");
    return topic(address).publisher();
  }

  /**
   * Joins a topic as a subscription; see {@link Ipc#subscribe}.
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#subscribe} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public TopicSubscription subscribe(String addressOrName)
      throws IpcException, InterruptedException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    return subscribe(resolve(addressOrName));
  }

  /**
   * The same for an address.
   *
   * @param address where
   * @return as {@link Ipc#subscribe(String)}
   * @throws IpcException as {@link Ipc#subscribe(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public TopicSubscription subscribe(Address address) throws IpcException, InterruptedException {
    Objects.requireNonNull(address, "address");
    return topic(address).subscribe();
  }

  /**
   * Listens for clients; see {@link Ipc#listen}.
   *
   * @param addressOrName an address, or a logical name
   * @return the server
   * @throws IpcException as {@link Ipc#listen} says
   */
  public Server listen(String addressOrName) throws IpcException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    return listen(resolve(addressOrName));
  }

  /**
   * The same for an address.
   *
   * @param address where
   * @return as {@link Ipc#listen(String)}
   * @throws IpcException as {@link Ipc#listen(String)} says
   */
  public Server listen(Address address) throws IpcException {
    Objects.requireNonNull(address, "address");
    return serving(address).listen(address);
  }

  /**
   * Connects to a server; see {@link Ipc#connect}.
   *
   * @param addressOrName an address, or a logical name
   * @return the connection
   * @throws IpcException as {@link Ipc#connect} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Connection connect(String addressOrName) throws IpcException, InterruptedException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    return connect(resolve(addressOrName));
  }

  /**
   * The same for an address.
   *
   * @param address where
   * @return as {@link Ipc#connect(String)}
   * @throws IpcException as {@link Ipc#connect(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Connection connect(Address address) throws IpcException, InterruptedException {
    Objects.requireNonNull(address, "address");
    TransportRegistry transports = serving(address);
    return ChannelOptions.reconnects(address)
        ? new ReconnectingConnection(address, wait -> transports.connect(waiting(address, wait)))
        : transports.connect(address);
  }

  /**
   * Connects to a server that is listening already: where none is, this fails at once, unless the address says how long to wait
   * ({@code connect=10s}). For callers that retry by themselves.
   *
   * @param address where
   * @return as {@link Ipc#connect(String)}
   * @throws ConnectTimeoutException if no server is listening
   * @throws IpcException as {@link Ipc#connect(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Connection connectNow(Address address) throws IpcException, InterruptedException {
    Objects.requireNonNull(address, "address");
    return connect(new ServerLookup(this).requireListening(address));
  }

  /**
   * {@return the address that an address or logical name stands for}
   *
   * @param addressOrName an address, or a logical name
   * @throws InvalidAddressException if it is not a valid address, or is configured as one that is not, or with options
   *     that no kind of end has there
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws ConfigurationException if a file of configuration cannot be read
   */
  public Address resolve(String addressOrName) throws IpcException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    if (addressOrName.indexOf(':') >= 0) {
      return Address.parse(addressOrName);
    }
    Address address = configuration.address(addressOrName);
    Optional<InvalidAddressException> wrong = wrong(address);
    if (wrong.isPresent()) {
      throw configuration.located(addressOrName, wrong.get());
    }
    return address;
  }

  /** {@return what is wrong with a configured address} What is missing here is reported when the address is opened. */
  private Optional<InvalidAddressException> wrong(Address address) {
    try {
      serving(address).checkAny(address);
      return Optional.empty();
    } catch (InvalidAddressException e) {
      return Optional.of(e);
    } catch (IpcException e) {
      return Optional.empty();
    }
  }

  /**
   * Opens a notifying end; see {@link Ipc#notifier}.
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#notifier} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Notifier notifier(String addressOrName) throws IpcException, InterruptedException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    return notifier(resolve(addressOrName));
  }

  /**
   * The same for an address.
   *
   * @param address where
   * @return as {@link Ipc#notifier(String)}
   * @throws IpcException as {@link Ipc#notifier(String)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Notifier notifier(Address address) throws IpcException, InterruptedException {
    Objects.requireNonNull(address, "address");
    return serving(address).notifier(address);
  }

  /**
   * Creates a listening end; see {@link Ipc#listener}.
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#listener} says
   */
  public Listener listener(String addressOrName) throws IpcException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    return listener(resolve(addressOrName));
  }

  /**
   * The same for an address.
   *
   * @param address where
   * @return as {@link Ipc#listener(String)}
   * @throws IpcException as {@link Ipc#listener(String)} says
   */
  public Listener listener(Address address) throws IpcException {
    Objects.requireNonNull(address, "address");
    return serving(address).listener(address);
  }

  /**
   * {@return the providers of channels, one per scheme, in the order of their schemes}
   *
   * @throws TransportUnavailableException if one that is named cannot be loaded
   */
  public List<ChannelProvider> channelProviders() throws TransportUnavailableException {
    return registry().channelProviders();
  }

  /**
   * {@return the providers of notifiers, one per scheme, in the order of their schemes}
   *
   * @throws TransportUnavailableException if one that is named cannot be loaded
   */
  public List<NotifierProvider> notifierProviders() throws TransportUnavailableException {
    return registry().notifierProviders();
  }

  /**
   * {@return the providers of topics, one per scheme, in the order of their schemes}
   *
   * @throws TransportUnavailableException if one that is named cannot be loaded
   */
  public List<TopicProvider> topicProviders() throws TransportUnavailableException {
    return registry().topicProviders();
  }

  /**
   * {@return the settings that are in effect: logical names by the order of their sources, the
   * template, and {@code ipc.provider.SCHEME}; each with what is wrong with it} Nothing is opened.
   *
   * @throws ConfigurationException if a file of configuration cannot be read
   * @throws TransportUnavailableException if a provider that is named cannot be loaded
   */
  public List<ConfiguredSetting> settings() throws IpcException {
    registry(); // says what is wrong with the providers themselves
    List<ConfiguredSetting> settings = new ArrayList<>();
    for (Configuration.Setting setting : configuration.settings()) {
      settings.add(
          new ConfiguredSetting(
              setting.key(), setting.value(), setting.origin(), problem(setting)));
    }
    for (Configuration.Misspelt wrong : configuration.misspelt()) {
      Configuration.Setting setting = wrong.setting();
      settings.add(
          new ConfiguredSetting(
              setting.key(),
              setting.value(),
              setting.origin(),
              Optional.of("this key has no effect; write " + wrong.meant())));
    }
    return List.copyOf(settings);
  }

  private Optional<String> problem(Configuration.Setting setting) {
    try {
      Optional<String> scheme = setting.scheme();
      Address address =
          scheme.isPresent()
              ? new Address(scheme.get(), "name", Map.of())
              : Configuration.address(setting);
      serving(address).check(address);
      return Optional.empty();
    } catch (InvalidAddressException | IpcException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * {@return what can be seen from outside of the channel and the event word of an address; empty if
   * there is neither} This opens none of its ends.
   *
   * @param addressOrName an address, or a logical name
   * @throws TransportUnavailableException if the transport does not work here, or cannot be inspected from outside
   * @throws IpcException as {@link Ipc#channel} says
   */
  public List<ChannelStatus> status(String addressOrName) throws IpcException {
    Objects.requireNonNull(addressOrName, "addressOrName");
    return status(resolve(addressOrName));
  }

  /**
   * The same for an address.
   *
   * @param address to look at
   * @return as {@link #status(String)}
   * @throws IpcException as {@link #status(String)} says
   */
  public List<ChannelStatus> status(Address address) throws IpcException {
    Objects.requireNonNull(address, "address");
    return serving(address).status(address);
  }

  /**
   * {@return what can be seen from outside of all channels, topics and event words in the usual runtime directory, by
   * scheme and name} This opens none of their ends.
   *
   * @throws TransportUnavailableException if a provider that is named cannot be loaded
   * @throws IpcException if the directory is not to be trusted or cannot be read
   */
  public List<ChannelStatus> list() throws IpcException {
    return registry().list(Optional.empty());
  }

  /**
   * {@return what can be seen from outside of all channels, topics and event words in a runtime directory}
   *
   * @param directory the runtime directory
   * @throws TransportUnavailableException if a provider that is named cannot be loaded
   * @throws IpcException if the directory is not to be trusted or cannot be read
   */
  public List<ChannelStatus> list(Path directory) throws IpcException {
    return registry().list(Optional.of(directory));
  }

  /**
   * {@return the transports that work here and whose channels can be inspected from outside, one per scheme}
   *
   * @throws TransportUnavailableException if a provider that is named cannot be loaded
   */
  public List<ChannelInspector> inspectors() throws TransportUnavailableException {
    return registry().inspectors();
  }

  /**
   * {@return the registry that serves an address} What one of the application's class loaders has is
   * not kept, for that would pin the application; nor is that nobody has it.
   */
  private TransportRegistry serving(Address address) throws TransportUnavailableException {
    Objects.requireNonNull(address, "address");
    TransportRegistry usual = registry();
    if (usual.serves(address.scheme())) {
      return usual;
    }
    for (Providers other : providers.others()) {
      TransportRegistry loaded = load(other);
      if (loaded.serves(address.scheme())) {
        return loaded;
      }
    }
    return usual;
  }

  private TransportRegistry load(Providers from) throws TransportUnavailableException {
    return TransportRegistry.load(
        from.of(ChannelProvider.class),
        from.of(NotifierProvider.class),
        from.of(TopicProvider.class),
        configuration::value);
  }

  private TransportRegistry registry() throws TransportUnavailableException {
    TransportRegistry loaded = registry;
    if (loaded == null) {
      loaded = load(providers);
      registry = loaded;
    }
    return loaded;
  }

  /** Collects the sources of configuration and providers. */
  public static final class Builder {
    private final List<Source> maps = new ArrayList<>();
    private final List<Source> functions = new ArrayList<>();
    private Providers providers = Providers.usual();

    private Builder() {}

    /**
     * Gives addresses of logical names, before all other sources.
     *
     * @param addresses by logical name
     * @return this
     */
    public Builder channels(Map<String, String> addresses) {
      maps.add(Source.ofChannels("the map given to the builder", Map.copyOf(addresses)));
      return this;
    }

    /**
     * Plugs in another system of configuration, asked before the usual sources: {@code key ->
     * Optional.ofNullable(environment.getProperty(key))}.
     *
     * @param source gives the value of a key such as {@code ipc.channel.orders}
     * @return this
     */
    public Builder configuration(Function<String, Optional<String>> source) {
      functions.add(Source.of("the function given to the builder", source));
      return this;
    }

    /**
     * Looks for providers with another class loader.
     *
     * @param classLoader to use
     * @return this
     */
    public Builder classLoader(ClassLoader classLoader) {
      providers = Providers.in(classLoader);
      return this;
    }

    /**
     * Looks for providers in a module layer and its parents.
     *
     * @param layer to use
     * @return this
     */
    public Builder moduleLayer(ModuleLayer layer) {
      providers = Providers.in(layer);
      return this;
    }

    /** {@return the context} */
    public IpcContext build() {
      return new IpcContext(
          Configuration.of(Stream.concat(maps.stream(), functions.stream()).toList()), providers);
    }
  }
}
