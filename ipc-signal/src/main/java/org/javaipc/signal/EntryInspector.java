package org.javaipc.signal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.ChannelStatus;
import org.javaipc.ChannelStatus.Kind;
import org.javaipc.ChannelStatus.State;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.linux.liveness.LockedFile;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.spi.NativeText;

/** Looks at the entries of listeners from outside. */
final class EntryInspector {
  static final String SUFFIX = ".signal";

  private EntryInspector() {}

  /** {@return the addresses that have an entry in a runtime directory} */
  static List<Address> addresses(Optional<Path> directory) throws IpcException {
    Map<String, String> options =
        directory.map(path -> Map.of("dir", NativeText.text(path))).orElse(Map.of());
    return RuntimeDirectory.files(directory).stream()
        .filter(file -> file.matches("[A-Za-z0-9._-]{1,64}\\" + SUFFIX))
        .map(file -> file.substring(0, file.length() - SUFFIX.length()))
        .map(name -> new Address("signal", name, options))
        .toList();
  }

  /** {@return what there is to see; empty if there is no entry} */
  static Optional<ChannelStatus> look(
      Address address, Optional<Path> directory, AccessPolicy policy) throws IpcException {
    Optional<RuntimeDirectory> existing = RuntimeDirectory.existing(directory);
    if (existing.isEmpty()) {
      return Optional.empty();
    }
    String file = address.name() + SUFFIX;
    try {
      Optional<LockedFile> found =
          LockedFile.open(existing.get(), file, policy, ListenerEntry.KIND);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      try (LockedFile entry = found.get()) {
        return Optional.of(status(address, entry));
      }
    } catch (AccessRefusedException | CorruptChannelException e) {
      return Optional.of(
          ChannelStatus.unreadable(
              address,
              Kind.EVENTS,
              existing.get() + "/" + file,
              State.UNKNOWN,
              String.valueOf(e.getMessage())));
    }
  }

  private static ChannelStatus status(Address address, LockedFile entry) throws IpcException {
    ListenerEntry listener = ListenerEntry.parse(entry.toString(), entry.text());
    return new ChannelStatus(
        address,
        Kind.EVENTS,
        entry.toString(),
        entry.isOwned() ? State.LIVE : State.LEFT,
        Optional.empty(),
        OptionalLong.of(listener.pid()),
        0,
        0,
        0,
        false,
        0,
        List.of());
  }

  /** Removes the entries of dead listeners; {@return the files that are gone}. */
  static List<String> removeLeftovers(Optional<Path> directory) throws IpcException {
    List<String> removed = new ArrayList<>();
    Optional<RuntimeDirectory> existing = RuntimeDirectory.existing(directory);
    if (existing.isEmpty()) {
      return removed;
    }
    for (Address address : addresses(directory)) {
      try {
        Optional<LockedFile> found =
            LockedFile.open(
                existing.get(),
                address.name() + SUFFIX,
                AccessPolicy.configured(),
                ListenerEntry.KIND);
        if (found.isPresent() && removeLeftover(found.get())) {
          removed.add(found.get().toString());
        }
      } catch (AccessRefusedException | CorruptChannelException e) {
        // Not ours to remove; look() says so.
      }
    }
    return removed;
  }

  private static boolean removeLeftover(LockedFile entry) throws IpcException {
    try (entry) {
      return entry.removeLeftover();
    }
  }
}
