package org.javaipc.grpc;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.Grpc;
import io.grpc.InternalChannelz.SocketOptions;
import io.grpc.InternalChannelz.SocketStats;
import io.grpc.InternalLogId;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.SecurityLevel;
import io.grpc.Status;
import io.grpc.internal.ClientStream;
import io.grpc.internal.ClientStreamListener.RpcProgress;
import io.grpc.internal.ClientTransportFactory.ClientTransportOptions;
import io.grpc.internal.ConnectionClientTransport;
import io.grpc.internal.FailingClientStream;
import io.grpc.internal.GrpcAttributes;
import io.grpc.internal.GrpcUtil;
import io.grpc.internal.ManagedClientTransport;
import io.grpc.internal.SimpleDisconnectError;
import io.grpc.internal.StatsTraceContext;
import io.grpc.internal.TransportTracer;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.javaipc.Connection;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/** One connection to a server as gRPC sees it: its life, and the calls that are open on it. */
final class IpcClientTransport implements ConnectionClientTransport {
  /** How long a server may take to say that it is one, once it has taken the connection. */
  private static final long HANDSHAKE_SECONDS = 10;

  private final GrpcAddress address;
  private final ClientTransportOptions options;
  private final ClientSettings settings;
  private final ScheduledExecutorService timer;
  private final InternalLogId logId;
  private final String userAgent;
  private final TransportTracer tracer = TransportTracer.getDefaultFactory().create();
  private final ConcurrentHashMap<Long, IpcClientStream> streams = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();
  private volatile Attributes attributes;
  private ManagedClientTransport.@Nullable Listener listener; // set by start
  private volatile @Nullable ClientLink link; // set when connected

  private @Nullable Thread connecting; // guarded by this, as all below
  private @Nullable Status shutdown;
  private boolean ready;
  private boolean terminated;
  private int inUse;

  IpcClientTransport(
      GrpcAddress address,
      ClientTransportOptions options,
      ClientSettings settings,
      ScheduledExecutorService timer) {
    this.address = address;
    this.options = options;
    this.settings = settings;
    this.timer = timer;
    this.logId = InternalLogId.allocate(getClass(), address.toString());
    this.userAgent = GrpcUtil.getGrpcUserAgent("javaipc", options.getUserAgent());
    this.attributes =
        Attributes.newBuilder()
            .set(GrpcAttributes.ATTR_SECURITY_LEVEL, SecurityLevel.PRIVACY_AND_INTEGRITY)
            .set(GrpcAttributes.ATTR_CLIENT_EAG_ATTRS, options.getEagAttributes())
            .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, address)
            .set(Grpc.TRANSPORT_ATTR_LOCAL_ADDR, address)
            .build();
  }

  // Its life.

  @Override
  public synchronized @Nullable Runnable start(ManagedClientTransport.Listener newListener) {
    listener = newListener;
    Thread thread = Thread.ofVirtual().name("javaipc-grpc-connect").unstarted(this::connect);
    try {
      LibraryThread.start(thread);
      connecting = thread;
      return null;
    } catch (ResourceLimitException e) {
      return () -> lost(unconnected(e)); // gRPC runs it when it has given up its locks
    }
  }

  private Status unconnected(Throwable cause) {
    return Status.UNAVAILABLE
        .withDescription("cannot connect to " + address + ": " + cause.getMessage())
        .withCause(cause);
  }

  private void connect() {
    try {
      IpcContext context = settings.context();
      Connection connection = context.connectNow(address.resolve(context));
      ClientLink made;
      try {
        made = new ClientLink(connection, this);
      } catch (IpcException e) {
        connection.close();
        throw e;
      }
      if (take(made)) {
        made.start();
        var _ = timer.schedule(this::checkReady, HANDSHAKE_SECONDS, TimeUnit.SECONDS);
      } else {
        made.close();
      }
    } catch (IpcException | RuntimeException | Error e) {
      lost(unconnected(e));
    } catch (InterruptedException e) {
      lost(
          Status.UNAVAILABLE
              .withDescription("connecting to " + address + " was abandoned")
              .withCause(e));
    }
  }

  private synchronized boolean take(ClientLink made) {
    connecting = null;
    if (terminated) {
      return false;
    }
    link = made;
    return true;
  }

  private void checkReady() {
    boolean late;
    synchronized (this) {
      late = !ready && !terminated;
    }
    if (late) {
      lost(
          Status.UNAVAILABLE.withDescription(
              "%s took the connection, but did not answer within %d s; is it a gRPC server of ipc-grpc?"
                  .formatted(address, HANDSHAKE_SECONDS)));
    }
  }

  /** The server has said that it is one. */
  synchronized void onReady() {
    if (shutdown == null && listener != null) {
      ready = true;
      attributes = listener.filterTransport(attributes);
      listener.transportReady();
    }
  }

  /** The server takes no new calls. */
  synchronized void onGoAway(Status reason) {
    beginShutdown(reason);
    terminateIfIdle();
  }

  /** The connection is lost, or could not be made; all calls end. */
  void lost(Status why) {
    synchronized (this) {
      beginShutdown(why);
    }
    failAll(why, RpcProgress.PROCESSED);
    synchronized (this) {
      terminateIfIdle();
    }
  }

  @Override
  public synchronized void shutdown(Status reason) {
    beginShutdown(reason);
    terminateIfIdle();
  }

  @Override
  public void shutdownNow(Status reason) {
    shutdown(reason);
    new ArrayList<>(streams.values()).forEach(stream -> stream.cancel(reason));
    synchronized (this) {
      terminateIfIdle();
    }
  }

  private void failAll(Status why, RpcProgress progress) {
    new ArrayList<>(streams.values()).forEach(stream -> stream.fail(why, progress));
  }

  private void beginShutdown(Status reason) {
    if (shutdown == null) {
      shutdown = reason;
      if (listener != null) {
        listener.transportShutdown(reason, SimpleDisconnectError.SUBCHANNEL_SHUTDOWN);
      }
    }
  }

  private void terminateIfIdle() {
    if (shutdown == null || terminated || !streams.isEmpty()) {
      return;
    }
    terminated = true;
    if (connecting != null) {
      connecting.interrupt();
    }
    ClientLink made = link;
    if (made != null) {
      made.close();
    }
    if (listener != null) {
      listener.transportTerminated();
    }
  }

  // Its calls.

  @Override
  public ClientStream newStream(
      MethodDescriptor<?, ?> method,
      Metadata headers,
      CallOptions callOptions,
      ClientStreamTracer[] tracers) {
    StatsTraceContext stats = StatsTraceContext.newClientContext(tracers, attributes, headers);
    Status refusal;
    synchronized (this) {
      refusal = shutdown;
    }
    ClientLink made = link;
    if (refusal != null || made == null) {
      Status status =
          refusal == null
              ? Status.UNAVAILABLE.withDescription(address + " is not connected yet")
              : refusal;
      return new FailingClientStream(status, RpcProgress.REFUSED, tracers);
    }
    headers.discardAll(GrpcUtil.USER_AGENT_KEY);
    headers.put(GrpcUtil.USER_AGENT_KEY, userAgent);
    return new IpcClientStream(
        this, made, lastId.incrementAndGet(), method, headers, callOptions, stats);
  }

  /** Opens a call. {@return why it cannot be opened, or null if it is} */
  synchronized @Nullable Status add(IpcClientStream stream) {
    if (shutdown != null) {
      return shutdown;
    }
    streams.put(stream.id(), stream);
    if (stream.shouldBeCountedForInUse() && inUse++ == 0 && listener != null) {
      listener.transportInUse(true);
    }
    return null;
  }

  synchronized void remove(IpcClientStream stream) {
    if (streams.remove(stream.id()) == null) {
      return;
    }
    if (stream.shouldBeCountedForInUse() && --inUse == 0 && listener != null) {
      listener.transportInUse(false);
    }
    terminateIfIdle();
  }

  @Nullable IpcClientStream stream(long id) {
    return streams.get(id);
  }

  // What it is.

  ScheduledExecutorService timer() {
    return timer;
  }

  GrpcAddress address() {
    return address;
  }

  ClientSettings settings() {
    return settings;
  }

  String authority() {
    return options.getAuthority();
  }

  TransportTracer tracer() {
    return tracer;
  }

  /** A live peer is the kernel's to tell, so nothing is sent. */
  @Override
  public void ping(PingCallback callback, Executor executor) {
    Status why;
    synchronized (this) {
      why = shutdown;
    }
    executor.execute(() -> {
      if (why == null) {
        callback.onSuccess(0);
      } else {
        callback.onFailure(why);
      }
    });
  }

  @Override
  public Attributes getAttributes() {
    return attributes;
  }

  @Override
  public InternalLogId getLogId() {
    return logId;
  }

  @Override
  public ListenableFuture<SocketStats> getStats() {
    return Futures.immediateFuture(
        new SocketStats(
            tracer.getStats(), address, address, new SocketOptions.Builder().build(), null));
  }

  @Override
  public String toString() {
    return logId.toString();
  }
}
