package org.javaipc;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.javaipc.config.Configuration;
import org.javaipc.config.Source;
import org.javaipc.spi.ChannelProvider;
import org.javaipc.spi.ChannelStatus;
import org.javaipc.spi.NotifierProvider;
import org.javaipc.spi.TransportRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Channels by address or logical name, from given sources of configuration and providers.
 *
 * <p>A logical name such as {@code orders} is looked up, the first hit wins: in the map given to
 * the builder, in the function given to the builder (key {@code ipc.channel.orders}), in the system
 * property {@code ipc.channel.orders}, in the environment variable {@code IPC_CHANNEL_ORDERS}, in
 * {@code ipc.properties} ({@code -Dipc.config=FILE}, else the working directory's, else the class
 * path's; in UTF-8, read when a name needs it), and last in the template {@code
 * ipc.channel.default} of any of these, such as {@code shm:{name}}.
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

  /** {@return a builder with the usual sources and the providers of this library's class loader} */
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
    return channel(addressOrName).sender();
  }

  /**
   * Creates a channel as its receiver; see {@link Ipc#receiver}.
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#receiver} says
   */
  public Receiver receiver(String addressOrName) throws IpcException {
    return channel(addressOrName).receiver();
  }

  /**
   * {@return the channel of an address or logical name; nothing is opened yet}
   *
   * @param addressOrName an address, or a logical name
   * @throws IpcException as {@link Ipc#channel} says
   */
  public Channel channel(String addressOrName) throws IpcException {
    return registry().channel(resolve(addressOrName));
  }

  /**
   * Listens for clients; see {@link Ipc#listen}.
   *
   * @param addressOrName an address, or a logical name
   * @return the server
   * @throws IpcException as {@link Ipc#listen} says
   */
  public Server listen(String addressOrName) throws IpcException {
    return registry().listen(resolve(addressOrName));
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
    return registry().connect(resolve(addressOrName));
  }

  /**
   * {@return the address that an address or logical name stands for}
   *
   * @param addressOrName an address, or a logical name
   * @throws InvalidAddressException if it is, or is configured as, what is no address
   * @throws UnknownChannelException if nothing is configured for the logical name
   * @throws ConfigurationException if a file of configuration cannot be read
   */
  public Address resolve(String addressOrName) throws IpcException {
    return addressOrName.indexOf(':') >= 0
        ? Address.parse(addressOrName)
        : configuration.address(addressOrName);
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
    return registry().notifier(resolve(addressOrName));
  }

  /**
   * Creates a listening end; see {@link Ipc#listener}.
   *
   * @param addressOrName an address, or a logical name
   * @return the end, for one thread at a time
   * @throws IpcException as {@link Ipc#listener} says
   */
  public Listener listener(String addressOrName) throws IpcException {
    return registry().listener(resolve(addressOrName));
  }

  /**
   * {@return the providers of channels, one a scheme, in the order of their schemes}
   *
   * @throws TransportUnavailableException if one that is named cannot be loaded
   */
  public List<ChannelProvider> channelProviders() throws TransportUnavailableException {
    return registry().channelProviders();
  }

  /**
   * {@return the providers of notifiers, one a scheme, in the order of their schemes}
   *
   * @throws TransportUnavailableException if one that is named cannot be loaded
   */
  public List<NotifierProvider> notifierProviders() throws TransportUnavailableException {
    return registry().notifierProviders();
  }

  /**
   * {@return the settings that are in effect: logical names by the order of their sources, the
   * template, and {@code ipc.provider.SCHEME}; each with what is wrong with it} Nothing is opened.
   *
   * @throws ConfigurationException if a file of configuration cannot be read
   * @throws TransportUnavailableException if a provider that is named cannot be loaded
   */
  public List<ConfiguredSetting> settings() throws IpcException {
    TransportRegistry loaded = registry();
    ImmutableList.Builder<ConfiguredSetting> settings = ImmutableList.builder();
    for (Configuration.Setting setting : configuration.settings()) {
      settings.add(
          new ConfiguredSetting(
              setting.key(), setting.value(), setting.origin(), problem(loaded, setting)));
    }
    return settings.build();
  }

  private static Optional<String> problem(
      TransportRegistry registry, Configuration.Setting setting) {
    try {
      Optional<String> scheme = setting.scheme();
      registry.check(
          scheme.isPresent()
              ? new Address(scheme.get(), "name", Map.of())
              : Configuration.address(setting));
      return Optional.empty();
    } catch (InvalidAddressException | IpcException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * {@return what can be seen from outside of the channel and the event word of an address; empty if
   * there is neither} Looking makes nobody an end of it.
   *
   * @param addressOrName an address, or a logical name
   * @throws TransportUnavailableException if the transport does not work here, or cannot be looked at
   *     from outside
   * @throws IpcException as {@link Ipc#channel} says
   */
  public List<ChannelStatus> status(String addressOrName) throws IpcException {
    return registry().status(resolve(addressOrName));
  }

  private TransportRegistry registry() throws TransportUnavailableException {
    TransportRegistry loaded = registry;
    if (loaded == null) {
      loaded =
          TransportRegistry.load(
              providers.of(ChannelProvider.class),
              providers.of(NotifierProvider.class),
              configuration::value);
      registry = loaded;
    }
    return loaded;
  }

  /** Collects the sources of configuration and providers. */
  public static final class Builder {
    private final ImmutableList.Builder<Source> maps = ImmutableList.builder();
    private final ImmutableList.Builder<Source> functions = ImmutableList.builder();
    private Providers providers = Providers.in(IpcContext.class.getClassLoader());

    private Builder() {}

    /**
     * Gives addresses of logical names, before all other sources.
     *
     * @param addresses by logical name
     * @return this
     */
    public Builder channels(Map<String, String> addresses) {
      ImmutableMap<String, String> copy = ImmutableMap.copyOf(addresses);
      maps.add(Source.ofChannels("the map given to the builder", copy));
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
          Configuration.of(
              ImmutableList.<Source>builder()
                  .addAll(maps.build())
                  .addAll(functions.build())
                  .build()),
          providers);
    }
  }
}
