package org.javaipc.grpc;

import io.grpc.InternalChannelz.SocketStats;
import io.grpc.InternalInstrumented;
import io.grpc.ServerStreamTracer;
import io.grpc.internal.InternalServer;
import io.grpc.internal.ServerListener;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.List;
import org.javaipc.ChannelClosedException;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.Server;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/** Listens at an address, and makes a transport of each client. */
final class ListeningServer implements InternalServer {
  private static final System.Logger LOG = System.getLogger(ListeningServer.class.getName());

  private final GrpcAddress address;
  private final List<? extends ServerStreamTracer.Factory> tracers;
  private final ServerSettings settings;
  private @Nullable Server server; // set by start
  private @Nullable ServerListener listener; // set by start

  ListeningServer(
      GrpcAddress address,
      List<? extends ServerStreamTracer.Factory> tracers,
      ServerSettings settings) {
    this.address = address;
    this.tracers = tracers;
    this.settings = settings;
  }

  @Override
  public void start(ServerListener newListener) throws IOException {
    Server listening = settings.context().listen(address.resolve(settings.context()));
    server = listening;
    listener = newListener;
    Thread acceptor = LibraryThread.of("javaipc-grpc-accept", () -> accept(listening, newListener));
    try {
      LibraryThread.start(acceptor);
    } catch (ResourceLimitException e) {
      listening.close();
      throw e;
    }
  }

  private void accept(Server listening, ServerListener owner) {
    try {
      while (true) {
        serve(listening.accept(), owner);
      }
    } catch (ChannelClosedException e) {
      // By shutdown.
    } catch (IpcException | InterruptedException e) {
      LOG.log(Level.ERROR, address + ": the server accepts no more clients", e);
    }
  }

  /** One client that cannot be served is its own misfortune. */
  private void serve(Connection client, ServerListener owner) {
    try {
      new IpcServerTransport(client, owner, tracers, settings).start();
    } catch (IpcException | RuntimeException | Error e) {
      LOG.log(Level.WARNING, address + ": a client could not be served", e);
      close(client);
    }
  }

  private void close(Connection client) {
    try {
      client.close();
    } catch (IpcException e) {
      LOG.log(Level.WARNING, address + ": closing a client failed", e);
    }
  }

  @Override
  public void shutdown() {
    try {
      if (server != null) {
        server.close();
      }
    } catch (IpcException e) {
      LOG.log(Level.WARNING, address + ": closing failed", e);
    }
    if (listener != null) {
      listener.serverShutdown();
    }
  }

  @Override
  public SocketAddress getListenSocketAddress() {
    return address;
  }

  @Override
  public List<? extends SocketAddress> getListenSocketAddresses() {
    return List.of(address);
  }

  @Override
  public @Nullable InternalInstrumented<SocketStats> getListenSocketStats() {
    return null;
  }

  @Override
  public @Nullable List<InternalInstrumented<SocketStats>> getListenSocketStatsList() {
    return null;
  }
}
