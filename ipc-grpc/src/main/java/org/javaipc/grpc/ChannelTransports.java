package org.javaipc.grpc;

import io.grpc.ChannelCredentials;
import io.grpc.ChannelLogger;
import io.grpc.internal.ClientTransportFactory;
import io.grpc.internal.ConnectionClientTransport;
import io.grpc.internal.GrpcUtil;
import io.grpc.internal.SharedResourceHolder;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Makes the connections of one channel. */
final class ChannelTransports implements ClientTransportFactory {
  private final ClientSettings settings;
  private final ScheduledExecutorService timer = SharedResourceHolder.get(GrpcUtil.TIMER_SERVICE);
  private final AtomicBoolean closed = new AtomicBoolean();

  ChannelTransports(ClientSettings settings) {
    this.settings = settings;
  }

  @Override
  public ConnectionClientTransport newClientTransport(
      SocketAddress address, ClientTransportOptions options, ChannelLogger logger) {
    return new IpcClientTransport((GrpcAddress) address, options, settings, timer);
  }

  @Override
  public ScheduledExecutorService getScheduledExecutorService() {
    return timer;
  }

  @Override
  public @Nullable SwapChannelCredentialsResult swapChannelCredentials(
      ChannelCredentials credentials) {
    return null;
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getSupportedSocketAddressTypes() {
    return List.of(GrpcAddress.class);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      SharedResourceHolder.release(GrpcUtil.TIMER_SERVICE, timer);
    }
  }
}
