package org.javaipc.grpc;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.InternalChannelz.SocketOptions;
import io.grpc.InternalChannelz.SocketStats;
import io.grpc.InternalLogId;
import io.grpc.Metadata;
import io.grpc.SecurityLevel;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.internal.GrpcAttributes;
import io.grpc.internal.GrpcUtil;
import io.grpc.internal.ServerListener;
import io.grpc.internal.ServerTransport;
import io.grpc.internal.ServerTransportListener;
import io.grpc.internal.SharedResourceHolder;
import io.grpc.internal.StatsTraceContext;
import io.grpc.internal.TransportTracer;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.LibraryThread;

/** The server's side of a connection, which a platform thread of its own reads. */
final class IpcServerTransport extends FrameLink implements ServerTransport {
  private static final System.Logger LOG = System.getLogger(IpcServerTransport.class.getName());
  private static final int READ_LIMIT = 256;

  /** Bytes of headers that may be begun and not finished. */
  private static final int LONGEST_BLOCKS = 16 << 20;

  private final List<? extends ServerStreamTracer.Factory> tracers;
  private final ServerSettings settings;
  private final ScheduledExecutorService timer = SharedResourceHolder.get(GrpcUtil.TIMER_SERVICE);
  private final InternalLogId logId;
  private final GrpcAddress local;
  private final GrpcAddress remote;
  private final TransportTracer tracer = TransportTracer.getDefaultFactory().create();
  private final ConcurrentHashMap<Long, IpcServerStream> streams = new ConcurrentHashMap<>();
  private final ServerTransportListener listener;
  private volatile Attributes attributes;
  private final Map<Long, HeaderBlock> blocks =
      new HashMap<>(); // begun and not finished; by the reading thread
  private long lastStream; // the highest; by the reading thread

  private boolean goingAway; // guarded by this
  private boolean terminated; // guarded by this

  IpcServerTransport(
      Connection connection,
      ServerListener server,
      List<? extends ServerStreamTracer.Factory> tracers,
      ServerSettings settings)
      throws IpcException {
    super(connection, Frames.SERVER);
    this.tracers = tracers;
    this.settings = settings;
    String address = connection.address().toString();
    this.local = new GrpcAddress(address);
    this.remote = new GrpcAddress(address, connection.peer().orElse(null));
    this.logId = InternalLogId.allocate(getClass(), address);
    this.attributes =
        Attributes.newBuilder()
            .set(GrpcAttributes.ATTR_SECURITY_LEVEL, SecurityLevel.PRIVACY_AND_INTEGRITY)
            .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, remote)
            .set(Grpc.TRANSPORT_ATTR_LOCAL_ADDR, local)
            .build();
    this.listener = server.transportCreated(this);
  }

  void start() {
    sendSettings();
    try {
      LibraryThread.start(
          Thread.ofPlatform().daemon().name("javaipc-grpc-server").unstarted(this::read));
    } catch (ResourceLimitException e) { // this client goes, the others are served
      end(status(e));
      closeNow(); // nothing reads that it could wait for
    }
  }

  private void read() {
    Status why;
    try {
      while (receive(READ_LIMIT) != Receiver.END_OF_STREAM) {
        // The handler has done it all.
      }
      why = Status.CANCELLED.withDescription("the client has closed the connection");
    } catch (Throwable e) {
      why = status(e);
    }
    try {
      end(why);
    } finally {
      closeIfPutOff();
    }
  }

  private Status status(Throwable cause) {
    if (!(cause instanceof IpcException || cause instanceof MalformedFrameException)) {
      LOG.log(Level.WARNING, remote + ": an unexpected error closed the connection", cause);
    }
    return switch (cause) {
      case PeerDiedException e ->
          Status.CANCELLED.withDescription("the client died: " + e.getMessage()).withCause(e);
      case MalformedFrameException e ->
          Status.CANCELLED.withDescription(e.getMessage()).withCause(e);
      default ->
          Status.CANCELLED
              .withDescription("connection lost: " + cause.getMessage())
              .withCause(cause);
    };
  }

  private void end(Status why) {
    synchronized (this) {
      if (terminated) {
        return;
      }
      terminated = true;
    }
    LOG.log(Level.DEBUG, () -> remote + ": the connection ends: " + why);
    try {
      new ArrayList<>(streams.values()).forEach(stream -> stream.fail(why));
    } finally {
      try {
        close();
      } finally {
        try {
          SharedResourceHolder.release(GrpcUtil.TIMER_SERVICE, timer);
        } finally {
          listener.transportTerminated();
        }
      }
    }
  }

  @Override
  public void shutdown() {
    synchronized (this) {
      if (goingAway) {
        return;
      }
      goingAway = true;
    }
    // The client takes no new calls, and closes the connection when those that are open have ended.
    sendText(Frames.GOAWAY, 0, null, local + ": the server is shutting down");
  }

  @Override
  public void shutdownNow(Status reason) {
    shutdown();
    new ArrayList<>(streams.values()).forEach(stream -> stream.cancel(reason));
    close();
  }

  /** {@return whether the call was open} */
  boolean remove(IpcServerStream stream) {
    return streams.remove(stream.id(), stream);
  }

  // What comes from the client.

  @Override
  void onSettings() {
    attributes = listener.transportReady(attributes);
  }

  @Override
  void onHeaders(int type, long id, byte[] payload, boolean more) throws MalformedFrameException {
    if (type != Frames.HEADERS) {
      throw new MalformedFrameException("a client must not send a frame of type=" + type);
    }
    if (id <= 0 || streams.containsKey(id)) {
      throw new MalformedFrameException("HEADERS of stream=" + id + ", which cannot begin");
    }
    lastStream = Math.max(lastStream, id);
    HeaderBlock block = blocks.remove(id);
    if (block == null) {
      block = new HeaderBlock(settings.metadata());
    }
    FrameReader whole = block.add(payload, more);
    if (more) {
      requireFewBlocks();
      blocks.put(id, block);
    } else if (whole == null) {
      refuse(
          id,
          Status.RESOURCE_EXHAUSTED,
          "the headers exceed maxInboundMetadataSize=" + settings.metadata());
    } else {
      open(id, whole);
    }
  }

  /** Threads of a client may write long headers at once, but not so many that they fill the memory here. */
  private void requireFewBlocks() throws MalformedFrameException {
    if (blocks.size() >= Math.max(16, LONGEST_BLOCKS / settings.metadata())) {
      throw new MalformedFrameException(
          "HEADERS of " + blocks.size() + " streams were begun and none was finished");
    }
  }

  private void open(long id, FrameReader headers) throws MalformedFrameException {
    String method = headers.readString();
    String authority = headers.readString();
    Metadata metadata = headers.readMetadata();
    boolean away;
    synchronized (this) {
      away = goingAway;
    }
    if (away) {
      refuse(id, Status.UNAVAILABLE, local + ": the server is shutting down");
    } else if (streams.size() >= settings.calls()) {
      refuse(
          id,
          Status.UNAVAILABLE,
          "maxConcurrentCallsPerConnection=" + settings.calls() + " calls are open");
    } else {
      StatsTraceContext stats = StatsTraceContext.newServerContext(tracers, method, metadata);
      IpcServerStream stream = new IpcServerStream(this, id, authority, stats);
      streams.put(id, stream);
      tracer.reportRemoteStreamStarted();
      try {
        stream.open(method, metadata);
      } catch (RejectedExecutionException e) { // no thread for it now
        remove(stream);
        refuse(id, Status.UNAVAILABLE, "the call could not begin: " + e.getMessage());
      } catch (RuntimeException e) { // headers that gRPC itself cannot read, such as its timeout
        remove(stream);
        refuse(id, Status.INTERNAL, "the call could not begin: " + e.getMessage());
      }
    }
  }

  private void refuse(long id, Status status, String description) {
    sendText(Frames.CANCEL, id, status.getCode().value(), description);
  }

  @Override
  void onData(long id, byte[] payload, boolean last) throws MalformedFrameException {
    IpcServerStream stream = streams.get(id);
    if (stream == null) {
      requireKnown(id);
      consumed(payload.length);
    } else {
      stream.onData(payload, last);
    }
  }

  @Override
  void onCredit(long id, int bytes) throws MalformedFrameException {
    IpcServerStream stream = streams.get(id);
    if (stream == null) {
      requireKnown(id);
    } else {
      stream.onCredit(bytes);
    }
  }

  @Override
  void onCancel(long id, FrameReader payload) throws MalformedFrameException {
    requireKnown(id);
    IpcServerStream stream = streams.get(id);
    if (stream != null) {
      stream.fail(Status.CANCELLED.withDescription("the client cancelled the call"));
    }
  }

  /** A frame of a call that has ended may be on its way; a frame of a call that never existed violates the protocol. */
  private void requireKnown(long id) throws MalformedFrameException {
    if (id <= 0 || id > lastStream) {
      throw new MalformedFrameException("a frame of unknown stream=" + id);
    }
  }

  @Override
  void onGoAway(String description) throws MalformedFrameException {
    throw new MalformedFrameException("a client must not send a frame of type=" + Frames.GOAWAY);
  }

  @Override
  void onSendFailed(Throwable cause) {
    close();
  }

  @Override
  ScheduledExecutorService timer() {
    return timer;
  }

  // What it is.

  ServerTransportListener listener() {
    return listener;
  }

  ServerSettings settings() {
    return settings;
  }

  TransportTracer tracer() {
    return tracer;
  }

  Attributes attributes() {
    return attributes;
  }

  @Override
  public ScheduledExecutorService getScheduledExecutorService() {
    return timer;
  }

  @Override
  public InternalLogId getLogId() {
    return logId;
  }

  @Override
  public ListenableFuture<SocketStats> getStats() {
    return Futures.immediateFuture(
        new SocketStats(
            tracer.getStats(), local, remote, new SocketOptions.Builder().build(), null));
  }
}
