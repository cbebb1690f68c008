package org.javaipc.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.javaipc.Capability;
import org.javaipc.IpcContext;
import org.javaipc.cli.io.Json;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.io.Table;
import org.javaipc.spi.TransportProvider;
import picocli.CommandLine.Model.CommandSpec;

/** Lists the transports. */
final class TransportsCommand implements Command {
  @Override
  public void declare(CommandSpec spec) {
    spec.addOption(Options.json());
  }

  @Override
  public void run(Invocation invocation) throws IOException {
    List<Transport> transports = transports(invocation.ipc());
    StandardOutput.of(invocation.streams())
        .text(invocation.arguments().json() ? json(transports) : table(transports));
  }

  /** What the providers of a scheme say. */
  private record Transport(
      String scheme,
      String kind,
      String artifact,
      Optional<String> reason,
      Set<String> capabilities,
      List<String> remarks) {
    static Transport of(String kind, TransportProvider provider) {
      Set<String> capabilities = new TreeSet<>();
      for (Capability capability : provider.capabilities()) {
        capabilities.add(capability.name());
      }
      Optional<String> reason = provider.unavailable();
      return new Transport(
          provider.scheme(),
          kind,
          provider.artifact(),
          reason,
          capabilities,
          new ArrayList<>(reason.isEmpty() ? provider.remarks() : List.of()));
    }

    static Transport both(Transport channel, Transport notifier) {
      channel.capabilities.addAll(notifier.capabilities);
      channel.remarks.addAll(notifier.remarks);
      return new Transport(
          channel.scheme,
          "both",
          channel.artifact,
          channel.reason,
          channel.capabilities,
          channel.remarks);
    }

    String available() {
      return reason.isEmpty() ? "yes" : "no";
    }
  }

  private static List<Transport> transports(IpcContext ipc) throws IOException {
    Map<String, Transport> byScheme = new TreeMap<>();
    for (TransportProvider provider : ipc.channelProviders()) {
      byScheme.put(provider.scheme(), Transport.of("channel", provider));
    }
    for (TransportProvider provider : ipc.notifierProviders()) {
      byScheme.merge(provider.scheme(), Transport.of("notifier", provider), Transport::both);
    }
    return List.copyOf(byScheme.values());
  }

  private static String json(List<Transport> transports) {
    StringBuilder lines = new StringBuilder();
    for (Transport transport : transports) {
      lines.append(
          new Json()
              .put("scheme", transport.scheme())
              .put("kind", transport.kind())
              .put("artifact", transport.artifact())
              .put("available", transport.reason().isEmpty())
              .put("reason", transport.reason().orElse(null))
              .put("capabilities", transport.capabilities())
              .putEmpty("limits")
              .put("remarks", transport.remarks())
              .line());
    }
    return lines.toString();
  }

  private static String table(List<Transport> transports) {
    Table table = new Table("scheme", "kind", "artifact", "available", "capabilities, or why not");
    for (Transport transport : transports) {
      table.row(
          transport.scheme(),
          transport.kind(),
          transport.artifact(),
          transport.available(),
          transport.reason().orElseGet(() -> String.join(" ", transport.capabilities())));
    }
    StringBuilder text = new StringBuilder(table.toString());
    for (Transport transport : transports) {
      for (String remark : transport.remarks()) {
        text.append(transport.scheme()).append(": ").append(remark).append('\n');
      }
    }
    return text.toString();
  }
}
