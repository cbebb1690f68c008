package org.javaipc.linux.channel;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.ChannelStatus;
import org.javaipc.ChannelStatus.Kind;
import org.javaipc.ChannelStatus.State;
import org.javaipc.CorruptChannelException;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.linux.channel.member.ControlLayout;
import org.javaipc.linux.channel.member.Medium;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.region.FileRegionStore;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.NativeText;
import org.javaipc.spi.PercentText;
import org.javaipc.spi.RegionSnapshot;

/**
 * Looks at the channels of one scheme from outside: reads copies of their control regions, and trusts
 * no byte of them.
 */
public final class KernelInspector {
  /** What follows a channel's name in the name of its control region. */
  static final String SUFFIX = "-control";

  private static final String ABSTRACT = "@";

  private final String scheme;
  private final Set<String> ownOptions;

  /**
   * Looks at a scheme's channels.
   *
   * @param scheme of the transport, whose control regions are called {@code NAME.SCHEME-control}
   * @param ownOptions of the transport
   */
  public KernelInspector(String scheme, Set<String> ownOptions) {
    this.scheme = scheme;
    this.ownOptions = ownOptions;
  }

  /**
   * {@return the channels of a runtime directory}
   *
   * @param directory the runtime directory, if not the usual one
   * @throws IpcException if the directory is not to be trusted or cannot be read
   */
  public List<ChannelStatus> channels(Optional<Path> directory) throws IpcException {
    List<ChannelStatus> all = new ArrayList<>();
    for (Address address : addresses(directory)) {
      all.addAll(status(address, directory, object(address)));
    }
    return all;
  }

  /**
   * {@return the channel of an address, if there is one}
   *
   * @param address of the channel
   * @param directory where its control region lies, if not in the usual place
   * @param name of the channel's object there, such as {@code orders.fifo}
   * @throws IpcException if the directory is not to be trusted
   */
  public List<ChannelStatus> status(Address address, Optional<Path> directory, String name)
      throws IpcException {
    Optional<RuntimeDirectory> existing = RuntimeDirectory.existing(directory);
    return existing.isEmpty() ? List.of() : look(address, store(existing.get(), address, name));
  }

  /**
   * Removes what dead receivers left.
   *
   * @param directory the runtime directory, if not the usual one
   * @param media finds the kernel's object of an address
   * @return the objects that were removed
   * @throws IpcException if the directory is not to be trusted or cannot be read
   */
  public List<String> removeLeftovers(Optional<Path> directory, Media media) throws IpcException {
    List<String> removed = new ArrayList<>();
    Optional<RuntimeDirectory> existing = RuntimeDirectory.existing(directory);
    for (String object : existing.isPresent() ? objects(directory) : List.<String>of()) {
      Optional<Address> address = address(object, directory);
      if (address.isPresent()) {
        remove(address.get(), store(existing.get(), address.get(), object), media)
            .ifPresent(removed::add);
      }
    }
    return removed;
  }

  /**
   * Removes what the dead receiver of one channel left; a live one is left alone.
   *
   * @param address of the channel
   * @param directory where its control region lies, if not in the usual one
   * @param name of its object there, such as {@code orders.fifo}
   * @param medium the channel's object
   * @return whether nothing is left there now; false if it has a live receiver, or one that is dying
   * @throws IpcException if it cannot be looked at or removed
   */
  public boolean removeLeftover(
      Address address, Optional<Path> directory, String name, Medium medium) throws IpcException {
    Optional<RuntimeDirectory> existing = RuntimeDirectory.existing(directory);
    if (existing.isEmpty()) {
      return true;
    }
    FileRegionStore store = store(existing.get(), address, name);
    return remove(address, store, _ -> medium).isPresent() || store.snapshot(0).isEmpty();
  }

  /** Finds media. */
  @FunctionalInterface
  public interface Media {
    /**
     * {@return the kernel's object of an address}
     *
     * @param address of the channel
     * @throws IpcException if it cannot exist
     */
    Medium of(Address address) throws IpcException;
  }

  private static Optional<String> remove(Address address, FileRegionStore store, Media media)
      throws IpcException {
    try {
      if (store.snapshot(0).filter(found -> found.state() == State.LEFT).isPresent()) {
        Medium medium = media.of(address);
        medium.remove(); // first: afterwards the name may be a new receiver's
        if (store.removeLeftover()) {
          return Optional.of(store.toString());
        }
      }
    } catch (AccessRefusedException | CorruptChannelException e) {
      // Not ours to remove; channels() says so.
    }
    return Optional.empty();
  }

  private List<Address> addresses(Optional<Path> directory) throws IpcException {
    return objects(directory).stream()
        .filter(object -> !object.startsWith(ABSTRACT))
        .flatMap(object -> address(object, directory).stream())
        .toList();
  }

  /** {@return the names of the channels' objects, to which a control region's suffix was added} */
  private List<String> objects(Optional<Path> directory) throws IpcException {
    return RuntimeDirectory.files(directory).stream()
        .filter(file -> file.endsWith("." + scheme + SUFFIX))
        .map(file -> file.substring(0, file.length() - SUFFIX.length()))
        .toList();
  }

  /** {@return the address of a channel that lies in the directory, or has an abstract name} */
  private Optional<Address> address(String object, Optional<Path> directory) {
    Map<String, String> options =
        directory.map(path -> Map.of("dir", NativeText.text(path))).orElse(Map.of());
    String name = object.substring(0, object.length() - scheme.length() - 1);
    try {
      return Address.isPlainName(name) || name.startsWith(ABSTRACT)
          ? Optional.of(new Address(scheme, PercentText.decode(name), options))
          : Optional.empty();
    } catch (InvalidAddressException e) {
      return Optional.empty(); // no name of ours
    }
  }

  private String object(Address address) {
    return address.name() + "." + scheme;
  }

  private FileRegionStore store(RuntimeDirectory directory, Address address, String name) {
    return KernelChannel.store(directory, name, ChannelOptions.of(address, ownOptions));
  }

  private static List<ChannelStatus> look(Address address, FileRegionStore store) {
    try {
      return store.snapshot(ControlLayout.longest()).stream()
          .map(region -> status(address, region))
          .toList();
    } catch (IpcException e) {
      return List.of(unreadable(address, store.toString(), String.valueOf(e.getMessage())));
    }
  }

  private static ChannelStatus unreadable(Address address, String object, String problem) {
    return ChannelStatus.unreadable(address, Kind.CHANNEL, object, State.UNKNOWN, problem);
  }

  private static ChannelStatus status(Address address, RegionSnapshot region) {
    ControlLayout fields = new ControlLayout(region.start());
    try {
      ChannelLimits geometry = fields.check(region.object());
      return new ChannelStatus(
          address,
          Kind.CHANNEL,
          region.object(),
          region.state(),
          Optional.empty(),
          pid(region, ControlLayout.receiverSlot(region.start())),
          geometry.capacity(),
          geometry.maxMessage(),
          geometry.senders(),
          geometry.mailbox(),
          fields.died(),
          lanes(region, fields, geometry));
    } catch (CorruptChannelException e) {
      return unreadable(address, region.object(), String.valueOf(e.getMessage()));
    }
  }

  /** The kernel's queue is one: what was received of it is shown with the first sender. */
  private static List<ChannelStatus.Lane> lanes(
      RegionSnapshot region, ControlLayout fields, ChannelLimits geometry) {
    List<ChannelStatus.Lane> lanes = new ArrayList<>();
    MemorySegment unused = region.start();
    for (int place = 0; place < geometry.senders() && unused.byteSize() > 0; place++) {
      boolean joined = fields.senderState(place) == ControlLayout.JOINED;
      if (joined || fields.sent(place) != 0 || place == 0) {
        OptionalLong sender = joined ? pid(region, fields.senderSlot(place)) : OptionalLong.empty();
        long received = place == 0 ? fields.received() : 0;
        lanes.add(
            new ChannelStatus.Lane(
                place, joined, sender, fields.sent(place), received, fields.waits(place), 0, 0, 0));
      }
    }
    return lanes;
  }

  private static OptionalLong pid(RegionSnapshot region, long slot) {
    long pid = region.pids().applyAsLong(slot);
    return pid > 0 ? OptionalLong.of(pid) : OptionalLong.empty();
  }
}
