package org.javaipc.core.queue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.Channel;
import org.javaipc.ChannelBusyException;
import org.javaipc.ChannelStatus;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.ChannelProvider;
import org.javaipc.spi.NativeText;
import org.javaipc.spi.RegionStore;

/**
 * The base of every provider of channels over queues. Subclasses only say where regions and queues are kept.
 */
public abstract class QueueChannelProvider implements ChannelProvider, ChannelInspector {
  /** For subclasses. */
  protected QueueChannelProvider() {}

  /**
   * {@return the store of a channel's region, where it is left for the next receiver; its first bytes are {@link
   * QueueChannel#MAGIC}}
   *
   * @param address of the channel
   * @param options of the address
   * @throws IpcException if it cannot be kept there
   */
  protected abstract RegionStore store(Address address, ChannelOptions options) throws IpcException;

  /**
   * {@return the queues among which that of a channel is}
   *
   * @param address of the channel
   * @param options of the address
   * @throws IpcException if the queue cannot exist there
   */
  protected abstract Queues queues(Address address, ChannelOptions options) throws IpcException;

  /**
   * {@return the names of the files of a runtime directory}
   *
   * @param directory the runtime directory, if not the usual one
   * @throws IpcException if the directory is not to be trusted or cannot be read
   */
  protected abstract List<String> files(Optional<Path> directory) throws IpcException;

  @Override
  public final Channel channel(Address address, ChannelOptions options) throws IpcException {
    return new QueueChannel(
        address, options, capabilities(), store(address, options), queues(address, options));
  }

  @Override
  public final List<ChannelStatus> channels(Optional<Path> directory) throws IpcException {
    List<ChannelStatus> all = new ArrayList<>();
    for (Address address : addresses(directory)) {
      all.addAll(status(address, ChannelOptions.of(address, ownOptions())));
    }
    return all;
  }

  @Override
  public final List<ChannelStatus> status(Address address, ChannelOptions options)
      throws IpcException {
    return new QueueInspector(address).look(store(address, options)).stream().toList();
  }

  @Override
  public final boolean removeLeftover(Address address, ChannelOptions options) throws IpcException {
    if (!options.temporary()) {
      return true;
    }
    RegionStore store = store(address, options);
    return new QueueChannel(address, options, capabilities(), store, queues(address, options))
        .removeTemporary();
  }

  /** Removes the queues of dead receivers that hold nothing for the next one. */
  @Override
  public final List<String> removeLeftovers(Optional<Path> directory) throws IpcException {
    List<String> removed = new ArrayList<>();
    for (Address address : addresses(directory)) {
      ChannelOptions options = ChannelOptions.of(address, ownOptions());
      RegionStore store = store(address, options);
      QueueChannel channel =
          new QueueChannel(address, options, capabilities(), store, queues(address, options));
      try {
        if (channel.removeIfEmpty()) {
          removed.add(store.toString());
        }
      } catch (AccessRefusedException | ChannelBusyException | CorruptChannelException e) {
        // Not ours to remove, or in use; channels() says so.
      }
    }
    return removed;
  }

  private List<Address> addresses(Optional<Path> directory) throws IpcException {
    Map<String, String> options =
        directory.map(path -> Map.of("dir", NativeText.text(path))).orElse(Map.of());
    String suffix = "." + scheme();
    return files(directory).stream()
        .filter(file -> file.endsWith(suffix))
        .map(file -> file.substring(0, file.length() - suffix.length()))
        .filter(Address::isPlainName)
        .map(name -> new Address(scheme(), name, options))
        .toList();
  }
}
