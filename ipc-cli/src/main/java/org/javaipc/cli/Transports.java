package org.javaipc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Capability;
import org.javaipc.IpcException;
import org.javaipc.TransportUnavailableException;
import org.javaipc.spi.ChannelProvider;

/** Which transports can be shown between two processes here. */
final class Transports {
  private Transports() {}

  /**
   * {@return the schemes whose channels cross processes and work here; what does not work is told} Those that leave the
   * machine are not among them: they take a port, and are asked for by address.
   *
   * @throws TransportUnavailableException if there is none
   */
  static List<String> acrossProcesses(Invocation invocation) throws IpcException {
    List<String> schemes = new ArrayList<>();
    for (ChannelProvider provider : invocation.ipc().channelProviders()) {
      Set<Capability> capabilities = provider.capabilities();
      if (capabilities.contains(Capability.CROSS_PROCESS)
          && !capabilities.contains(Capability.CROSS_MACHINE)) {
        Optional<String> reason = provider.unavailable();
        if (reason.isEmpty()) {
          schemes.add(provider.scheme());
        } else {
          invocation
              .streams()
              .err()
              .println(provider.scheme() + ": not available: " + reason.get());
        }
      }
    }
    if (schemes.isEmpty()) {
      throw new TransportUnavailableException(
          "no transport that crosses processes is available; 'ipc transports' shows what there is");
    }
    return schemes;
  }
}
