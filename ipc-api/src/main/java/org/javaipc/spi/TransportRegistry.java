package org.javaipc.spi;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.ChannelStatus;
import org.javaipc.ConfigurationException;
import org.javaipc.Connection;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.Server;
import org.javaipc.Topic;
import org.javaipc.TransportUnavailableException;
import org.javaipc.connection.ConnectionsOverChannels;

/**
 * The providers that were found, and the choice of one for each scheme: the one whose class {@code ipc.provider.SCHEME}
 * names (several classes, separated by commas, if channels and notifiers need one each), otherwise the one with the
 * highest priority. A tie is an error.
 */
public final class TransportRegistry {
  private final ProviderIndex<ChannelProvider> channels;
  private final ProviderIndex<NotifierProvider> notifiers;
  private final ProviderIndex<TopicProvider> topics;

  private TransportRegistry(
      ProviderIndex<ChannelProvider> channels,
      ProviderIndex<NotifierProvider> notifiers,
      ProviderIndex<TopicProvider> topics) {
    this.channels = channels;
    this.notifiers = notifiers;
    this.topics = topics;
  }

  /**
   * Loads all providers.
   *
   * @param channels finds the providers of channels
   * @param notifiers finds the providers of notifiers
   * @param topics finds the providers of topics
   * @param settings where {@code ipc.provider.SCHEME} is looked up
   * @return the registry
   * @throws TransportUnavailableException if a provider that is named cannot be loaded
   */
  public static TransportRegistry load(
      ServiceLoader<ChannelProvider> channels,
      ServiceLoader<NotifierProvider> notifiers,
      ServiceLoader<TopicProvider> topics,
      Settings settings)
      throws TransportUnavailableException {
    return new TransportRegistry(
        new ProviderIndex<>(ChannelProvider.class, channels, settings),
        new ProviderIndex<>(NotifierProvider.class, notifiers, settings),
        new ProviderIndex<>(TopicProvider.class, topics, settings));
  }

  /**
   * {@return the providers of channels, one for each scheme, in the order of their schemes; if several tie, the first
   * of them}
   */
  public List<ChannelProvider> channelProviders() {
    return channels.strongest();
  }

  /** {@return the providers of notifiers, as {@link #channelProviders} does} */
  public List<NotifierProvider> notifierProviders() {
    return notifiers.strongest();
  }

  /** {@return the providers of topics, as {@link #channelProviders} does} */
  public List<TopicProvider> topicProviders() {
    return topics.strongest();
  }

  /**
   * {@return whether there is a provider of a scheme, of any kind}
   *
   * @param scheme of an address
   */
  public boolean serves(String scheme) {
    return channels.has(scheme) || notifiers.has(scheme) || topics.has(scheme);
  }

  /**
   * {@return the channel of an address}
   *
   * @param address of the channel
   * @throws InvalidAddressException if the scheme is unknown, or if the transport does not accept the name or an option
   * @throws TransportUnavailableException if the scheme's artifact is missing or the transport does
   *     not work here
   * @throws IpcException if the channel cannot exist here
   */
  public Channel channel(Address address) throws IpcException {
    ChannelProvider provider = channels.available(address, notifiers, topics);
    return provider.channel(address, ChannelOptions.of(address, provider.ownOptions()));
  }

  /**
   * {@return the topic of an address}
   *
   * @param address of the topic
   * @throws InvalidAddressException as {@link #channel} says
   * @throws TransportUnavailableException if the transport carries no topics, and as {@link #channel} says
   * @throws IpcException if the topic cannot exist here
   */
  public Topic topic(Address address) throws IpcException {
    TopicProvider provider = topics.available(address, channels, notifiers);
    return provider.topic(address, TopicOptions.of(address, provider.topicOptions()));
  }

  /**
   * {@return a server}
   *
   * @param address of the server
   * @throws TransportUnavailableException if the transport carries no connections, and as {@link
   *     #channel} says
   * @throws IpcException as {@link ConnectionProvider#listen} says
   */
  public Server listen(Address address) throws IpcException {
    ChannelProvider provider = channels.available(address, notifiers, topics);
    ConnectionOptions options = ConnectionOptions.of(address, provider.ownOptions());
    return provider instanceof ConnectionProvider own
        ? own.listen(address, options)
        : overChannels(provider, address, options).listen();
  }

  /**
   * {@return a connection to a server}
   *
   * @param address of the server
   * @throws TransportUnavailableException as {@link #listen} says
   * @throws IpcException as {@link ConnectionProvider#connect} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Connection connect(Address address) throws IpcException, InterruptedException {
    ChannelProvider provider = channels.available(address, notifiers, topics);
    ConnectionOptions options = ConnectionOptions.of(address, provider.ownOptions());
    return provider instanceof ConnectionProvider own
        ? own.connect(address, options)
        : overChannels(provider, address, options).connect();
  }

  /**
   * {@return whether a transport carries connections, its own or over two of its channels}
   *
   * @param provider of the transport
   */
  public static boolean hasConnections(ChannelProvider provider) {
    return provider instanceof ConnectionProvider
        || provider.capabilities().containsAll(Set.of(Capability.MANY_SENDERS, Capability.MAILBOX));
  }

  private static ConnectionsOverChannels overChannels(
      ChannelProvider provider, Address address, ConnectionOptions options)
      throws TransportUnavailableException {
    if (!hasConnections(provider)) {
      throw new TransportUnavailableException(
          "%s: %s: does not support connections, which need mailboxes with many senders; 'ipc transports' lists the transports that have them"
              .formatted(address, address.scheme()));
    }
    return new ConnectionsOverChannels(provider, address, options);
  }

  /**
   * {@return a notifying end}
   *
   * @param address of the notifier
   * @throws IpcException as {@link #channel} and {@link NotifierProvider#notifier} say
   * @throws InterruptedException if the thread is interrupted while it waits for the listener
   */
  public Notifier notifier(Address address) throws IpcException, InterruptedException {
    NotifierProvider provider = notifiers.available(address, channels, topics);
    return provider.notifier(address, ChannelOptions.ofEvents(address, provider.ownOptions()));
  }

  /**
   * {@return a listening end}
   *
   * @param address of the listener
   * @throws IpcException as {@link #channel} and {@link NotifierProvider#listener} say
   */
  public Listener listener(Address address) throws IpcException {
    NotifierProvider provider = notifiers.available(address, channels, topics);
    return provider.listener(address, ChannelOptions.ofEvents(address, provider.ownOptions()));
  }

  /**
   * Checks, without opening anything, that an address can be served, as a channel or else as a
   * notifier or a topic.
   *
   * @param address to check
   * @throws InvalidAddressException as {@link #channel} says
   * @throws IpcException as {@link #channel} says
   */
  public void check(Address address) throws IpcException {
    boolean onlyEvents = notifiers.has(address.scheme()) && !channels.has(address.scheme());
    if (isOfTopic(address)) {
      TopicProvider provider = topics.available(address, channels, notifiers);
      TopicOptions.of(address, provider.topicOptions());
    } else if (onlyEvents) {
      ChannelOptions.ofEvents(address, notifiers.available(address, channels, topics).ownOptions());
    } else {
      checkOptions(address, channels.available(address, notifiers, topics).ownOptions());
    }
  }

  /**
   * Checks, without opening anything, that an address can be that of some end: of a channel, a server, a topic or events.
   *
   * @param address to check
   * @throws InvalidAddressException as {@link #check} says, if no kind of end accepts it
   * @throws IpcException as {@link #channel} says
   */
  public void checkAny(Address address) throws IpcException {
    try {
      check(address);
    } catch (InvalidAddressException e) {
      if (!isOfOtherKind(address)) {
        throw e;
      }
    }
  }

  private boolean isOfOtherKind(Address address) {
    return passes(() -> ChannelOptions.of(address, ownOptions(address)))
        || passes(() -> ConnectionOptions.of(address, ownOptions(address)))
        || passes(() ->
            TopicOptions.of(address, topics.available(address, channels, notifiers).topicOptions()))
        || passes(() ->
            ChannelOptions.ofEvents(
                address, notifiers.available(address, channels, topics).ownOptions()));
  }

  private Set<String> ownOptions(Address address) throws IpcException {
    return channels.available(address, notifiers, topics).ownOptions();
  }

  private static boolean passes(OptionCheck check) {
    try {
      check.run();
      return true;
    } catch (InvalidAddressException | IpcException e) {
      return false;
    }
  }

  /** Reads the options of an address for one kind of end. */
  @FunctionalInterface
  private interface OptionCheck {
    void run() throws IpcException;
  }

  /** An address is meant for a topic if it has an option that only topics have. */
  private boolean isOfTopic(Address address) {
    if (!topics.has(address.scheme())) {
      return false;
    }
    Set<String> ofTopics = new HashSet<>(TopicOptions.COMMON);
    topics.strongest().stream()
        .filter(provider -> provider.scheme().equals(address.scheme()))
        .forEach(provider -> ofTopics.addAll(provider.topicOptions()));
    ofTopics.removeAll(ChannelOptions.COMMON);
    return address.options().keySet().stream().anyMatch(ofTopics::contains);
  }

  /** An address may be meant for a channel or for a server. */
  private static void checkOptions(Address address, Set<String> own) {
    if (address.options().containsKey("clients")) {
      ConnectionOptions.of(address, own);
    } else {
      ChannelOptions.of(address, own);
    }
  }

  /**
   * {@return the state of an address as seen from outside: of its channel or topic, and of its event word}
   *
   * @param address to look at
   * @throws InvalidAddressException as {@link #channel} says
   * @throws TransportUnavailableException as {@link #channel} says, and if the transport cannot be inspected from
   *     outside
   * @throws IpcException if it cannot be inspected here
   */
  public List<ChannelStatus> status(Address address) throws IpcException {
    ChannelProvider provider = channels.available(address, notifiers, topics);
    if (provider instanceof ChannelInspector inspector) {
      return inspector.status(address, statedOptions(address, provider));
    }
    throw new TransportUnavailableException(
        "%s: %s: cannot be inspected from outside".formatted(address, address.scheme()));
  }

  /**
   * {@return the state, as seen from outside, of all objects in a runtime directory whose transports work here, by
   * scheme and name}
   *
   * @param directory the runtime directory, if not the usual one
   * @throws IpcException if the directory is not to be trusted or cannot be read
   */
  public List<ChannelStatus> list(Optional<Path> directory) throws IpcException {
    List<ChannelStatus> all = new ArrayList<>();
    for (ChannelInspector inspector : inspectors()) {
      all.addAll(inspector.channels(directory));
    }
    return all;
  }

  /** {@return the transports that work here and whose channels can be inspected from outside, one for each scheme} */
  public List<ChannelInspector> inspectors() {
    Map<String, ChannelInspector> byScheme = new LinkedHashMap<>();
    Stream.concat(channelProviders().stream(), notifierProviders().stream())
        .forEach(provider -> {
          if (provider instanceof ChannelInspector inspector && provider.unavailable().isEmpty()) {
            byScheme.putIfAbsent(provider.scheme(), inspector);
          }
        });
    return List.copyOf(byScheme.values());
  }

  private ChannelOptions statedOptions(Address address, ChannelProvider provider)
      throws IpcException {
    if (!isOfTopic(address)) {
      return ChannelOptions.of(address, provider.ownOptions());
    }
    Set<String> own = topics.available(address, channels, notifiers).topicOptions();
    return TopicOptions.of(address, own).channel();
  }

  /** Values by key. */
  @FunctionalInterface
  public interface Settings {
    /**
     * {@return the value of a key}
     *
     * @param key such as {@code ipc.provider.shm}
     * @throws ConfigurationException if a configuration file cannot be read
     */
    Optional<String> value(String key) throws ConfigurationException;
  }
}
