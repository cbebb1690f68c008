package org.javaipc.connection;

import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.spi.ChannelMemory;

/** Warns once, when a server begins to listen, if its memory does not suffice for its limit of clients. */
final class ServerMemory {
  private static final System.Logger LOG = System.getLogger("org.javaipc");

  private ServerMemory() {}

  static void tell(Lanes lanes) throws IpcException {
    long clients = lanes.options().clients();
    Optional<ChannelMemory> found = lanes.direction().memory();
    if (found.isPresent()) {
      ChannelMemory one = found.get();
      long needs = Math.multiplyExact(clients, 2 * one.capacity());
      if (needs > one.available()) {
        LOG.log(System.Logger.Level.INFO, () -> text(lanes.server(), clients, one, needs));
      }
    }
  }

  private static String text(Address server, long clients, ChannelMemory one, long needs) {
    return ("%s: clients=%d with capacity=%d in each direction take needs=%d bytes, and %s has available=%d;"
            + " a client that no longer fits is refused with ResourceLimitException;"
            + " use smaller clients= or capacity=, or enlarge it (mount -o remount,size=... ; docker run --shm-size=...)")
        .formatted(server, clients, one.capacity(), needs, one.place(), one.available());
  }
}
