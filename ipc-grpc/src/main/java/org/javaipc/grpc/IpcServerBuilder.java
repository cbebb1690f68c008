package org.javaipc.grpc;

import com.google.common.base.Preconditions;
import io.grpc.ForwardingServerBuilder;
import io.grpc.ServerBuilder;
import io.grpc.ServerStreamTracer;
import io.grpc.internal.GrpcUtil;
import io.grpc.internal.InternalServer;
import io.grpc.internal.ServerImplBuilder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javaipc.Ipc;
import org.javaipc.IpcContext;

/**
 * Makes gRPC servers that listen at an address of this library.
 *
 * <pre>{@code
 * Server server = IpcServerBuilder.forAddress("shm:orders").addService(new OrderService()).build().start();
 * }</pre>
 *
 * <p>The address decides who may connect ({@code mode} and {@code trust}; by default only the same user);
 * {@link PeerAuthorization} checks each call. A connection takes one thread, which reads it; handlers run on virtual
 * threads, unless {@link #executor} or {@link #directExecutor} says otherwise. A client that breaks the protocol loses
 * its connection; the others are still served.
 */
public final class IpcServerBuilder extends ForwardingServerBuilder<IpcServerBuilder> {
  private final GrpcAddress address;
  private final ServerImplBuilder delegate;
  private IpcContext context = Ipc.context();
  private int longestMessage = GrpcUtil.DEFAULT_MAX_MESSAGE_SIZE;
  private int longestMetadata = GrpcUtil.DEFAULT_MAX_HEADER_LIST_SIZE;
  private int calls = Integer.MAX_VALUE;

  private IpcServerBuilder(GrpcAddress address) {
    this.address = address;
    this.delegate = new ServerImplBuilder((tracers, metrics) -> server(tracers));
    delegate.executor(CallExecutor.get());
  }

  /**
   * Begins with the address.
   *
   * @param addressOrName an address such as {@code shm:orders}, or a logical name that the configuration resolves when the
   *     server starts
   * @return a builder
   */
  public static IpcServerBuilder forAddress(String addressOrName) {
    return new IpcServerBuilder(new GrpcAddress(addressOrName));
  }

  private InternalServer server(List<? extends ServerStreamTracer.Factory> tracers) {
    return new ListeningServer(
        address, tracers, new ServerSettings(context, longestMessage, longestMetadata, calls));
  }

  @Override
  protected ServerBuilder<?> delegate() {
    return delegate;
  }

  /**
   * Sets what resolves logical names; {@link Ipc#context} if this is not called.
   *
   * @param newContext to use
   * @return this builder
   */
  public IpcServerBuilder context(IpcContext newContext) {
    context = newContext;
    return this;
  }

  /**
   * Limits the calls that one connection may have open at once. A call over the limit ends with {@link
   * io.grpc.Status#UNAVAILABLE} before any of it is read, so it can safely be retried.
   *
   * @param limit 1 or more; no limit if this is not called
   * @return this builder
   */
  public IpcServerBuilder maxConcurrentCallsPerConnection(int limit) {
    Preconditions.checkArgument(
        limit > 0, "maxConcurrentCallsPerConnection=%s must be at least 1", limit);
    calls = limit;
    return this;
  }

  @Override
  public IpcServerBuilder maxInboundMessageSize(int bytes) {
    Preconditions.checkArgument(bytes >= 0, "maxInboundMessageSize=%s must be at least 0", bytes);
    longestMessage = bytes;
    return this;
  }

  @Override
  public IpcServerBuilder maxInboundMetadataSize(int bytes) {
    Preconditions.checkArgument(bytes > 0, "maxInboundMetadataSize=%s must be at least 1", bytes);
    longestMetadata = bytes;
    return this;
  }

  /** Turns gRPC's own statistics off: for tests that bring their own. */
  IpcServerBuilder withoutStats() {
    delegate.setStatsEnabled(false);
    return this;
  }

  // Accepted, since a dead client is told of by the kernel.

  @Override
  public IpcServerBuilder keepAliveTime(long time, TimeUnit unit) {
    return this;
  }

  @Override
  public IpcServerBuilder keepAliveTimeout(long time, TimeUnit unit) {
    return this;
  }

  @Override
  public IpcServerBuilder permitKeepAliveTime(long time, TimeUnit unit) {
    return this;
  }

  @Override
  public IpcServerBuilder permitKeepAliveWithoutCalls(boolean permit) {
    return this;
  }
}
