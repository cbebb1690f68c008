package org.javaipc.grpc;

import com.google.common.base.Preconditions;
import io.grpc.ForwardingChannelBuilder2;
import io.grpc.ManagedChannelBuilder;
import io.grpc.internal.GrpcUtil;
import io.grpc.internal.ManagedChannelImplBuilder;
import java.util.concurrent.TimeUnit;
import org.javaipc.Ipc;
import org.javaipc.IpcContext;

/**
 * Makes gRPC channels to a server that listens with {@link IpcServerBuilder}.
 *
 * <pre>{@code
 * ManagedChannel channel = IpcChannelBuilder.forAddress("shm:orders").build();
 * }</pre>
 *
 * <p>The connection is made by the first call, or by {@link io.grpc.ManagedChannel#getState getState(true)}, and again after
 * it was lost. An attempt fails at once if no server is listening, unless the address has the option {@code connect};
 * a call with
 * {@link io.grpc.CallOptions#withWaitForReady wait-for-ready} waits until its deadline. The kernel reports the
 * server's death, which ends all its calls with {@link io.grpc.Status#UNAVAILABLE} within milliseconds. There are
 * therefore no pings:
 * {@link #keepAliveTime} and its siblings are accepted and do nothing.
 *
 * <p>Callbacks of asynchronous stubs run on virtual threads, unless {@link #executor} or {@link #directExecutor} says
 * otherwise.
 *
 * <p>Bytes never leave the machine and are not encrypted; {@link #usePlaintext} is accepted and need not be called.
 */
public final class IpcChannelBuilder extends ForwardingChannelBuilder2<IpcChannelBuilder> {
  private final ManagedChannelImplBuilder delegate;
  private IpcContext context = Ipc.context();
  private int longestMessage = GrpcUtil.DEFAULT_MAX_MESSAGE_SIZE;
  private int longestMetadata = GrpcUtil.DEFAULT_MAX_HEADER_LIST_SIZE;

  private IpcChannelBuilder(GrpcAddress address) {
    delegate =
        new ManagedChannelImplBuilder(
            address, IpcNameResolverProvider.authority(address.address()), this::transports, null);
    delegate.executor(CallExecutor.get());
  }

  private IpcChannelBuilder(String target) {
    delegate = new ManagedChannelImplBuilder(target, this::transports, null);
    delegate.executor(CallExecutor.get());
  }

  /**
   * Begins with the server's address.
   *
   * @param addressOrName an address such as {@code shm:orders}, or a logical name that the configuration resolves each time
   *     the channel connects
   * @return a builder
   */
  public static IpcChannelBuilder forAddress(String addressOrName) {
    return new IpcChannelBuilder(new GrpcAddress(addressOrName));
  }

  /**
   * Begins with a target of gRPC, such as {@code ipc:///orders} or {@code ipc:///shm:orders}.
   * {@link io.grpc.Grpc#newChannelBuilder} accepts the same if this module is on the class path or module path.
   *
   * @param target to resolve
   * @return a builder
   */
  public static IpcChannelBuilder forTarget(String target) {
    return new IpcChannelBuilder(target);
  }

  private ChannelTransports transports() {
    return new ChannelTransports(new ClientSettings(context, longestMessage, longestMetadata));
  }

  @Override
  protected ManagedChannelBuilder<?> delegate() {
    return delegate;
  }

  /**
   * Sets what resolves logical names; {@link Ipc#context} if this is not called.
   *
   * @param newContext to use
   * @return this builder
   */
  public IpcChannelBuilder context(IpcContext newContext) {
    context = newContext;
    return this;
  }

  @Override
  public IpcChannelBuilder maxInboundMessageSize(int bytes) {
    Preconditions.checkArgument(bytes >= 0, "maxInboundMessageSize=%s must be at least 0", bytes);
    longestMessage = bytes;
    return this;
  }

  @Override
  public IpcChannelBuilder maxInboundMetadataSize(int bytes) {
    Preconditions.checkArgument(bytes > 0, "maxInboundMetadataSize=%s must be at least 1", bytes);
    longestMetadata = bytes;
    return this;
  }

  /** Turns gRPC's own statistics off: for tests that bring their own. */
  IpcChannelBuilder withoutStats() {
    delegate.setStatsEnabled(false);
    return this;
  }

  // Accepted, since what they ask for is so.

  @Override
  public IpcChannelBuilder usePlaintext() {
    return this;
  }

  @Override
  public IpcChannelBuilder keepAliveTime(long time, TimeUnit unit) {
    return this;
  }

  @Override
  public IpcChannelBuilder keepAliveTimeout(long time, TimeUnit unit) {
    return this;
  }

  @Override
  public IpcChannelBuilder keepAliveWithoutCalls(boolean enable) {
    return this;
  }
}
