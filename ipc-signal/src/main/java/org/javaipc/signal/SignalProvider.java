package org.javaipc.signal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.ChannelStatus;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.liveness.LockedFile;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.NotifierProvider;

/**
 * {@code signal:}, events as queued real-time signals: {@code signal:door} is the file {@code
 * door.signal} in the runtime directory, which says to which thread of which process they go. The
 * listener's option {@code signal} says which one is used, {@code RTMIN+8} by default.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public final class SignalProvider implements NotifierProvider, ChannelInspector {
  private static final String OPTION = "signal";
  private static final int DEFAULT_SIGNAL = 8;
  private static final long LONGEST_PAUSE_MILLIS = 10;

  /** For {@link java.util.ServiceLoader}. */
  public SignalProvider() {}

  @Override
  public String scheme() {
    return "signal";
  }

  @Override
  public String artifact() {
    return "ipc-signal";
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
        Capability.FOREIGN_PEER,
        Capability.VIRTUAL_THREADS);
  }

  @Override
  public Set<String> ownOptions() {
    return Set.of(OPTION);
  }

  @Override
  public Listener listener(Address address, ChannelOptions options) throws IpcException {
    RuntimeDirectory directory = RuntimeDirectory.open(options.directory(), options.access());
    SignalHub.Place place = SignalHub.join(signal(address));
    try {
      LockedFile file =
          LockedFile.create(directory, fileName(address), options.access(), place.entry().text());
      return new SignalListener(address, options.waiting(), place, file);
    } catch (IpcException | RuntimeException e) {
      place.leave();
      throw e;
    }
  }

  @Override
  public Notifier notifier(Address address, ChannelOptions options)
      throws IpcException, InterruptedException {
    signal(address); // is checked, and is the listener's to choose
    Duration limit = options.connect();
    long start = System.nanoTime();
    for (long pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
      Optional<Notifier> notifier = join(address, options);
      if (notifier.isPresent()) {
        return notifier.get();
      }
      if (System.nanoTime() - start >= TimeUnit.NANOSECONDS.convert(limit)) {
        throw new ConnectTimeoutException(
            "%s: no listener was open within connect=%dms; start the listener first, or use a longer connect= on a loaded machine"
                .formatted(address, limit.toMillis()));
      }
      Thread.sleep(pause);
    }
  }

  @Override
  public List<ChannelStatus> channels(Optional<Path> directory) throws IpcException {
    List<ChannelStatus> all = new ArrayList<>();
    for (Address address : EntryInspector.addresses(directory)) {
      EntryInspector.look(address, directory, AccessPolicy.configured()).ifPresent(all::add);
    }
    return all;
  }

  @Override
  public List<ChannelStatus> status(Address address, ChannelOptions options) throws IpcException {
    return EntryInspector.look(address, options.directory(), options.access()).stream().toList();
  }

  @Override
  public List<String> removeLeftovers(Optional<Path> directory) throws IpcException {
    return EntryInspector.removeLeftovers(directory);
  }

  private static Optional<Notifier> join(Address address, ChannelOptions options)
      throws IpcException {
    RuntimeDirectory directory = RuntimeDirectory.open(options.directory(), options.access());
    Optional<LockedFile> found =
        LockedFile.find(directory, fileName(address), options.access(), ListenerEntry.KIND);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    LockedFile file = found.get();
    try {
      ListenerEntry entry = ListenerEntry.parse(file.toString(), file.text());
      requireSameNamespace(address, entry);
      if (entry.open()) {
        return Optional.of(new SignalNotifier(address, file, entry));
      }
      file.close();
      return Optional.empty();
    } catch (IpcException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static void requireSameNamespace(Address address, ListenerEntry entry)
      throws IpcException {
    long own = ListenerEntry.currentNamespace();
    if (entry.namespace() != own) {
      throw new AccessRefusedException(
          "%s: the listener is in pid namespace %d and this process in %d; signals need one that is"
                  .formatted(address, entry.namespace(), own)
              + " shared (docker run --pid=container:...)");
    }
  }

  private static Signal signal(Address address) {
    String text = address.options().get(OPTION);
    if (text == null) {
      return Signal.realTime(DEFAULT_SIGNAL);
    }
    try {
      Signal signal = Signal.of(text);
      if (signal.reception() == Reception.READER) {
        return signal;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new InvalidAddressException(
        "address '%s': signal=%s is not a real-time signal that can be read, such as RTMIN+8"
            .formatted(address, text));
  }

  private static String fileName(Address address) {
    return address.name() + EntryInspector.SUFFIX;
  }
}
