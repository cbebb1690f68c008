package org.javaipc.socket;

import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.socket.OpenFiles;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketKind;

/**
 * The option {@code listen} of {@code unix:child?listen=3} and {@code unix:child?listen=NAME}: the
 * descriptor of a socket that another process has bound, or its name as {@link SystemdSockets} has it.
 */
final class PassedListener {
  static final Set<String> OPTIONS = Set.of("listen");

  private static final String OPTION = "listen";
  private static final String NAME = "child";
  private static final int LAST_STANDARD = 2;

  private PassedListener() {}

  static boolean isMeant(Address address) {
    return address.options().containsKey(OPTION);
  }

  /** {@return the socket of an address, which is bound already and keeps its file} */
  static Binding take(Address address, SocketKind kind) throws IpcException {
    if (!address.name().equals(NAME)) {
      throw new InvalidAddressException(
          "address '%s': a socket that was handed over has no name here; write %s:child?%s=%s"
              .formatted(address, address.scheme(), OPTION, address.options().get(OPTION)));
    }
    SocketDescriptor socket = Passed.adopt(descriptor(address), kind, kind == SocketKind.STREAM);
    return new Binding(socket, Optional.empty());
  }

  private static PassedDescriptor descriptor(Address address) throws IpcException {
    String wanted = String.valueOf(address.options().get(OPTION));
    if (wanted.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(wanted);
      if (number > LAST_STANDARD) {
        OpenFiles.closeOnExec(number, address + ": descriptor " + number);
      }
      return PassedDescriptor.duplicate(number, address + ": descriptor " + number);
    }
    Optional<SystemdSockets.Activated> found = SystemdSockets.named(wanted);
    if (found.isEmpty()) {
      throw new NoSuchObjectException(
          "%s: no socket of that name was handed over; there are %s (LISTEN_FDNAMES)"
              .formatted(
                  address,
                  SystemdSockets.all().stream().map(SystemdSockets.Activated::name).toList()),
          "ENOENT");
    }
    return found.get().descriptor();
  }

  /** Refuses the option for a channel that has a control region, which nobody else can know of. */
  static void requireUnframed(Address address) {
    if (isMeant(address)) {
      throw new InvalidAddressException(
          "address '%s': a receiver at a socket that was handed over needs framing=none; Ipc.listen takes the address as it is"
              .formatted(address));
    }
  }

  /** Refuses the option where nobody serves. */
  static void refuse(Address address) {
    if (isMeant(address)) {
      throw new InvalidAddressException(
          "address '%s': %s is for servers and receivers; clients and senders name the socket"
              .formatted(address, OPTION));
    }
  }
}
