package org.javaipc.core.ring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.ChannelStatus;
import org.javaipc.ChannelStatus.Kind;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.core.event.WordEvents;
import org.javaipc.core.topic.TopicInspector;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.ChannelMemory;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.ChannelProvider;
import org.javaipc.spi.NativeText;
import org.javaipc.spi.NotifierProvider;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.TopicStore;

/**
 * The base of every memory transport's provider, for channels and events. Subclasses only say where regions are kept.
 */
public abstract class RingProvider implements ChannelProvider, NotifierProvider, ChannelInspector {
  /** For subclasses. */
  protected RingProvider() {}

  /**
   * {@return the store of a channel's region; its first bytes are {@link RingChannel#MAGIC}} If the medium is durable,
   * a temporary channel has a different place from a durable one with the same name.
   *
   * @param address of the channel
   * @param options of the address
   * @throws IpcException if it cannot be kept there
   */
  protected abstract RegionStore channelStore(Address address, ChannelOptions options)
      throws IpcException;

  /**
   * {@return the store of a notifier's event word; its first bytes are {@link WordEvents#MAGIC}}
   *
   * @param address of the notifier
   * @param options of the address
   * @throws IpcException if it cannot be kept there
   */
  protected abstract RegionStore eventStore(Address address, ChannelOptions options)
      throws IpcException;

  @Override
  public Channel channel(Address address, ChannelOptions options) throws IpcException {
    return new RingChannel(address, options, capabilities(), channelStore(address, options));
  }

  @Override
  public final Optional<ChannelMemory> memory(Address address, ChannelOptions options)
      throws IpcException {
    RegionStore store = channelStore(address, options);
    OptionalLong available = store.available();
    return available.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ChannelMemory(
                RingLimits.of(address, options).capacity(),
                available.getAsLong(),
                "the file system of " + store));
  }

  @Override
  public final boolean removeLeftover(Address address, ChannelOptions options) throws IpcException {
    RegionStore store = channelStore(address, options);
    return store.removeLeftover() || store.snapshot(0).isEmpty();
  }

  @Override
  public final Notifier notifier(Address address, ChannelOptions options)
      throws IpcException, InterruptedException {
    return new WordEvents(address, options, eventStore(address, options)).notifier();
  }

  @Override
  public final Listener listener(Address address, ChannelOptions options) throws IpcException {
    return new WordEvents(address, options, eventStore(address, options)).listener();
  }

  /**
   * {@return the names of the files of a runtime directory, if this transport keeps {@code
   * NAME.SCHEME}, {@code NAME.SCHEME-lane} for a temporary channel of a durable medium, and {@code NAME.SCHEME-events}
   * there; otherwise none}
   *
   * @param directory the runtime directory, if not the usual one
   * @throws IpcException if the directory is not to be trusted or cannot be read
   */
  protected List<String> files(Optional<Path> directory) throws IpcException {
    return List.of();
  }

  /**
   * {@return the store of a topic's regions, the main one of which has the name of a channel's; empty if this transport
   * has no topics, or none that can be inspected from outside}
   *
   * @param address of the topic
   * @param options of the address
   * @throws IpcException if they cannot be kept there
   */
  protected Optional<TopicStore> topics(Address address, ChannelOptions options)
      throws IpcException {
    return Optional.empty();
  }

  private List<ChannelStatus> topic(Address address, ChannelOptions options) throws IpcException {
    return topics(address, options)
        .map(store -> new TopicInspector(address, store).look())
        .orElse(List.of());
  }

  @Override
  public List<ChannelStatus> channels(Optional<Path> directory) throws IpcException {
    List<ChannelStatus> all = new ArrayList<>();
    for (Named named : named(directory)) {
      List<ChannelStatus> topic =
          named.kind() == Kind.CHANNEL && !named.temporary()
              ? topic(named.address(), options(named))
              : List.of();
      all.addAll(topic);
      if (topic.isEmpty()) {
        new RingInspector(named.address(), named.kind()).look(store(named)).ifPresent(all::add);
      }
    }
    return all;
  }

  @Override
  public List<ChannelStatus> status(Address address, ChannelOptions options) throws IpcException {
    List<ChannelStatus> found = new ArrayList<>(topic(address, options));
    if (found.isEmpty()) {
      new RingInspector(address, Kind.CHANNEL)
          .look(channelStore(address, options))
          .ifPresent(found::add);
    }
    if (capabilities().contains(Capability.DURABLE)) {
      new RingInspector(address, Kind.CHANNEL)
          .look(channelStore(address, options.asTemporary()))
          .ifPresent(found::add);
    }
    new RingInspector(address, Kind.EVENTS)
        .look(eventStore(address, options))
        .ifPresent(found::add);
    return found;
  }

  @Override
  public final List<String> removeLeftovers(Optional<Path> directory) throws IpcException {
    List<String> removed = new ArrayList<>();
    for (Named named : named(directory)) {
      RegionStore store = store(named);
      try {
        if (store.removeLeftover()) {
          removed.add(store.toString());
        }
      } catch (AccessRefusedException | CorruptChannelException e) {
        // Not ours to remove; channels() says so.
      }
    }
    removed.addAll(removeSubscriptions(directory));
    return removed;
  }

  /** Removes what killed subscriptions to topics left behind. */
  private List<String> removeSubscriptions(Optional<Path> directory) throws IpcException {
    List<String> removed = new ArrayList<>();
    Pattern form = Pattern.compile("(.+)\\." + scheme() + "-sub-([0-9]{1,3})");
    for (String file : files(directory)) {
      Matcher name = form.matcher(file);
      if (name.matches() && Address.isPlainName(name.group(1))) {
        Address address = address(name.group(1), directory);
        Optional<TopicStore> topics =
            topics(address, ChannelOptions.ofEvents(address, ownOptions()));
        int index = Integer.parseInt(name.group(2));
        if (topics.isPresent() && topics.get().subscription(index).removeLeftover()) {
          removed.add(topics.get().subscription(index).toString());
        }
      }
    }
    return removed;
  }

  /** An object by its file's name. */
  private record Named(Address address, Kind kind, boolean temporary) {}

  private List<Named> named(Optional<Path> directory) throws IpcException {
    List<Named> found = new ArrayList<>();
    for (String file : files(directory)) {
      String suffix = "." + scheme();
      named(file, suffix, Kind.CHANNEL, false, directory).ifPresent(found::add);
      named(file, suffix + "-lane", Kind.CHANNEL, true, directory).ifPresent(found::add);
      named(file, suffix + "-events", Kind.EVENTS, false, directory).ifPresent(found::add);
    }
    return found;
  }

  private Optional<Named> named(
      String file, String suffix, Kind kind, boolean temporary, Optional<Path> directory) {
    String name = file.endsWith(suffix) ? file.substring(0, file.length() - suffix.length()) : "";
    return Address.isPlainName(name)
        ? Optional.of(new Named(address(name, directory), kind, temporary))
        : Optional.empty();
  }

  /**
   * {@return the address of an object with a plain name in a runtime directory}
   *
   * @param name of the object
   * @param directory the runtime directory, if not the usual one
   */
  protected final Address address(String name, Optional<Path> directory) {
    Map<String, String> options =
        directory.map(path -> Map.of("dir", NativeText.text(path))).orElse(Map.of());
    return new Address(scheme(), name, options);
  }

  private ChannelOptions options(Named named) {
    return ChannelOptions.ofEvents(named.address(), ownOptions());
  }

  private RegionStore store(Named named) throws IpcException {
    ChannelOptions options = options(named);
    return named.kind() == Kind.CHANNEL
        ? channelStore(named.address(), named.temporary() ? options.asTemporary() : options)
        : eventStore(named.address(), options);
  }
}
