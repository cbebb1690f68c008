package org.javaipc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.javaipc.ChannelStatus.State;
import org.javaipc.spi.ChannelProvider;

/** Finds out whether a server is listening, without connecting to it. */
final class ServerLookup {
  /** The options that say where a server is, or whether it is to be trusted. */
  private static final Set<String> OF_THE_PLACE = Set.of("dir", "trust", "mode");

  /** How long to wait for a server that cannot be looked for: it is in this JVM, or it is not. */
  private static final String UNSEEN_CONNECT = "1s";

  private final IpcContext context;

  ServerLookup(IpcContext context) {
    this.context = context;
  }

  /**
   * {@return the address to connect to}
   *
   * @throws ConnectTimeoutException if no server is listening there
   */
  Address requireListening(Address server) throws IpcException {
    if (server.options().containsKey("connect")) {
      return server;
    }
    if (!canBeSeen(server)) {
      return server.with("connect", UNSEEN_CONNECT);
    }
    if (isServed(server)) {
      return server;
    }
    throw new ConnectTimeoutException(
        server
            + ": no server is listening; start it first, or give the address connect=10s to wait for it");
  }

  private boolean isServed(Address server) {
    Map<String, String> place = new LinkedHashMap<>(server.options());
    place.keySet().retainAll(OF_THE_PLACE);
    Address address = new Address(server.scheme(), server.name(), place);
    try {
      return context.status(address.toString()).stream().anyMatch(ServerLookup::mayLive);
    } catch (IpcException e) {
      return true; // what is wrong here is for connecting to tell
    }
  }

  /** What is in one JVM has nothing to be looked at from outside, and what is on another machine is out of sight. */
  private boolean canBeSeen(Address address) throws IpcException {
    return context.channelProviders().stream()
        .filter(provider -> provider.scheme().equals(address.scheme()))
        .map(ChannelProvider::capabilities)
        .anyMatch(can ->
            can.contains(Capability.CROSS_PROCESS) && !can.contains(Capability.CROSS_MACHINE));
  }

  private static boolean mayLive(ChannelStatus status) {
    return status.state() == State.LIVE || status.state() == State.UNKNOWN;
  }
}
