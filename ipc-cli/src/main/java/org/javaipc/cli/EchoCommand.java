package org.javaipc.cli;

import java.io.IOException;
import java.io.PrintStream;
import org.javaipc.Capability;
import org.javaipc.Connection;
import org.javaipc.Server;
import org.javaipc.TransportUnavailableException;
import org.javaipc.cli.transfer.EchoClients;
import picocli.CommandLine.Model.CommandSpec;

/** A server that answers every client with what it sent. */
final class EchoCommand implements Command {
  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(Options.address());
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    PrintStream err = invocation.streams().err();
    try (var clients = invocation.cleanup().hold(() -> new EchoClients(err));
        var server =
            invocation
                .cleanup()
                .hold(() -> invocation.ipc().listen(invocation.arguments().address()))) {
      Thread.Builder threads = threads(invocation, server.get());
      err.println("ready " + server.get().address());
      while (true) {
        Connection client = server.get().accept();
        threads.start(() -> clients.get().serve(client));
      }
    }
  }

  private static Thread.Builder threads(Invocation invocation, Server server)
      throws TransportUnavailableException {
    boolean virtual =
        invocation.ipc().channelProviders().stream()
            .filter(provider -> provider.scheme().equals(server.address().scheme()))
            .anyMatch(provider -> provider.capabilities().contains(Capability.VIRTUAL_THREADS));
    return virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
  }
}
