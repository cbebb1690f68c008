package org.javaipc.grpc;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ManagedChannelProvider;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.List;

/**
 * Makes {@link io.grpc.Grpc#newChannelBuilder Grpc.newChannelBuilder("ipc:///orders", credentials)} work, and {@link
 * ManagedChannelBuilder#forTarget}, which always asks the transport of highest priority, where no other is on the path.
 */
public final class IpcChannelProvider extends ManagedChannelProvider {
  /** Made by the service loader. */
  public IpcChannelProvider() {}

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 3; // below Netty's, which is asked first for targets that are not ours
  }

  @Override
  protected ManagedChannelBuilder<?> builderForAddress(String name, int port) {
    throw new UnsupportedOperationException(
        "a host and a port are not an address of javaipc; use forTarget(\"ipc:///NAME\")");
  }

  @Override
  protected ManagedChannelBuilder<?> builderForTarget(String target) {
    return IpcChannelBuilder.forTarget(target);
  }

  @Override
  protected NewChannelBuilderResult newChannelBuilder(
      String target, ChannelCredentials credentials) {
    return credentials instanceof InsecureChannelCredentials
        ? NewChannelBuilderResult.channelBuilder(IpcChannelBuilder.forTarget(target))
        : NewChannelBuilderResult.error(
            target
                + ": the kernel authenticates peers here; use InsecureChannelCredentials, and PeerAuthorization at the server");
  }

  @Override
  protected Collection<Class<? extends SocketAddress>> getSupportedSocketAddressTypes() {
    return List.of(GrpcAddress.class);
  }
}
