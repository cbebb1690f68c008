package org.javaipc.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.javaipc.TransportUnavailableException;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.TransportProvider;

/** The transports whose channels can be looked at from outside. */
final class Inspectors {
  private Inspectors() {}

  /** {@return those that work here, one for each scheme} */
  static List<ChannelInspector> of(Invocation invocation) throws TransportUnavailableException {
    Map<String, ChannelInspector> byScheme = new LinkedHashMap<>();
    invocation.ipc().channelProviders().forEach(provider -> add(byScheme, provider));
    invocation.ipc().notifierProviders().forEach(provider -> add(byScheme, provider));
    return List.copyOf(byScheme.values());
  }

  private static void add(Map<String, ChannelInspector> byScheme, TransportProvider provider) {
    if (provider instanceof ChannelInspector inspector && provider.unavailable().isEmpty()) {
      byScheme.putIfAbsent(provider.scheme(), inspector);
    }
  }
}
