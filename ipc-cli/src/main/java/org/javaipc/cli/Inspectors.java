package org.javaipc.cli;

import java.util.ArrayList;
import java.util.List;
import org.javaipc.TransportUnavailableException;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.ChannelProvider;

/** The transports whose channels can be looked at from outside. */
final class Inspectors {
  private Inspectors() {}

  /** {@return those that work here} */
  static List<ChannelInspector> of(Invocation invocation) throws TransportUnavailableException {
    List<ChannelInspector> inspectors = new ArrayList<>();
    for (ChannelProvider provider : invocation.ipc().channelProviders()) {
      if (provider instanceof ChannelInspector inspector && provider.unavailable().isEmpty()) {
        inspectors.add(inspector);
      }
    }
    return inspectors;
  }
}
