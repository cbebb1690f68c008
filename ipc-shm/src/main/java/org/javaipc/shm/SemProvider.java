package org.javaipc.shm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.ChannelStatus;
import org.javaipc.ChannelStatus.Kind;
import org.javaipc.ChannelStatus.State;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.CorruptChannelException;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.region.RefCountedRegion;
import org.javaipc.linux.region.SemaphoreStore;
import org.javaipc.linux.semaphore.OwnedSemaphores;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.NativeText;
import org.javaipc.spi.NotifierProvider;
import org.javaipc.spi.RegionSnapshot;
import org.javaipc.spi.Units;

/**
 * {@code sem:}, events as semaphores: {@code sem:door} is a System V set of 65 semaphores, found by the file {@code
 * door.sem} in the runtime directory. {@code key=0x4a49} gives the set a key, so that C programs can notify too, by
 * {@code semop} with the operations {@code {event, 0, IPC_NOWAIT}}, {@code {event, 1}} and {@code {64, 1}}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sysvipc.7.html">sysvipc(7)</a>
 */
public final class SemProvider implements NotifierProvider, ChannelInspector {
  private static final String SUFFIX = ".sem";
  private static final String KEY = "key";
  private static final long LONGEST_PAUSE_MILLIS = 10;

  /** For {@link java.util.ServiceLoader}. */
  public SemProvider() {}

  @Override
  public String scheme() {
    return "sem";
  }

  @Override
  public String artifact() {
    return "ipc-shm";
  }

  @Override
  public Optional<String> unavailable() {
    return NativeAccess.unavailable();
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(
        Capability.CROSS_PROCESS,
        Capability.MANY_SENDERS,
        Capability.PEER_DEATH,
        Capability.VIRTUAL_THREADS);
  }

  @Override
  public Set<String> ownOptions() {
    return Set.of(KEY);
  }

  @Override
  public Listener listener(Address address, ChannelOptions options) throws IpcException {
    SemaphoreStore store = store(address, options);
    OwnedSemaphores made = MemoryFault.typed(store, () -> store.create(key(address)));
    return new SemaphoreListener(address, made, options.waiting());
  }

  @Override
  public Notifier notifier(Address address, ChannelOptions options)
      throws IpcException, InterruptedException {
    SemaphoreStore store = store(address, options);
    Duration limit = options.connect();
    long start = System.nanoTime();
    for (long pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
      Optional<OwnedSemaphores> semaphores = store.open();
      if (semaphores.isPresent()) {
        return connected(address, semaphores.get());
      }
      if (Duration.ofNanos(System.nanoTime() - start).compareTo(limit) >= 0) {
        throw new ConnectTimeoutException(
            "%s: no listener was open within connect=%dms; start the listener first, or use a longer connect= on a loaded machine"
                .formatted(address, limit.toMillis()));
      }
      Thread.sleep(pause);
    }
  }

  private static Notifier connected(Address address, OwnedSemaphores semaphores)
      throws IpcException {
    try {
      return MemoryFault.typed(
          semaphores.describe(), () -> new SemaphoreNotifier(address, semaphores));
    } catch (IpcException | RuntimeException e) {
      semaphores.close();
      throw e;
    }
  }

  private static SemaphoreStore store(Address address, ChannelOptions options) throws IpcException {
    return new SemaphoreStore(
        RuntimeDirectory.open(options.directory(), options.access()),
        address.name() + SUFFIX,
        options.access(),
        SemaphoreEvents.COUNT);
  }

  private static OptionalInt key(Address address) {
    String text = address.options().get(KEY);
    if (text == null) {
      return OptionalInt.empty();
    }
    return Units.number(text).stream()
        .filter(key -> key > 0 && key <= 0xffff_ffffL)
        .mapToObj(key -> OptionalInt.of((int) key))
        .findFirst()
        .orElseThrow(() ->
            new InvalidAddressException(
                "address '%s': key=%s is not 1 to 0xffffffff, in decimal or 0x"
                    .formatted(address, text)));
  }

  @Override
  public List<ChannelStatus> channels(Optional<Path> directory) throws IpcException {
    List<ChannelStatus> all = new ArrayList<>();
    for (Address address : addresses(directory)) {
      all.addAll(status(address, ChannelOptions.ofEvents(address, ownOptions())));
    }
    return all;
  }

  @Override
  public List<ChannelStatus> status(Address address, ChannelOptions options) throws IpcException {
    SemaphoreStore store = store(address, options);
    try {
      return store.snapshot().stream().map(place -> status(address, place)).toList();
    } catch (IpcException e) {
      return List.of(
          ChannelStatus.unreadable(
              address,
              Kind.EVENTS,
              store.toString(),
              State.UNKNOWN,
              String.valueOf(e.getMessage())));
    }
  }

  private static ChannelStatus status(Address address, RegionSnapshot place) {
    long pid = place.pids().applyAsLong(SemaphoreStore.ownerSlot(place));
    return new ChannelStatus(
        address,
        Kind.EVENTS,
        place.object(),
        place.state(),
        Optional.empty(),
        pid > 0 ? OptionalLong.of(pid) : OptionalLong.empty(),
        0,
        0,
        0,
        false,
        0,
        List.of());
  }

  /** {@inheritDoc} Also removes what {@link InterProcessLock}s left behind. */
  @Override
  public List<String> removeLeftovers(Optional<Path> directory) throws IpcException {
    List<String> removed = new ArrayList<>();
    for (Address address : addresses(directory)) {
      SemaphoreStore store = store(address, ChannelOptions.ofEvents(address, ownOptions()));
      try {
        if (store.removeLeftover()) {
          removed.add(store.toString());
        }
      } catch (AccessRefusedException | CorruptChannelException e) {
        // Not ours to remove; channels() says so.
      }
    }
    Optional<RuntimeDirectory> existing = RuntimeDirectory.existing(directory);
    if (existing.isPresent()) {
      removed.addAll(removeLocks(existing.get(), directory));
    }
    return removed;
  }

  private static List<String> removeLocks(RuntimeDirectory runtime, Optional<Path> directory)
      throws IpcException {
    List<String> removed = new ArrayList<>();
    for (String file : RuntimeDirectory.files(directory)) {
      try {
        if (file.endsWith(InterProcessLock.SUFFIX)
            && RefCountedRegion.removeLeftover(runtime, file, LockWord.MAGIC)) {
          removed.add(runtime.path().resolve(file).toString());
        }
      } catch (AccessRefusedException e) {
        // not ours to remove
      }
    }
    return removed;
  }

  private List<Address> addresses(Optional<Path> directory) throws IpcException {
    Map<String, String> options =
        directory.map(path -> Map.of("dir", NativeText.text(path))).orElse(Map.of());
    return RuntimeDirectory.files(directory).stream()
        .filter(file -> file.endsWith(SUFFIX))
        .map(file -> file.substring(0, file.length() - SUFFIX.length()))
        .filter(Address::isPlainName)
        .map(name -> new Address(scheme(), name, options))
        .toList();
  }
}
