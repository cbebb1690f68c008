package org.javaipc.grpc;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.InternalStatus;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.internal.AbstractClientStream;
import io.grpc.internal.ClientStreamListener.RpcProgress;
import io.grpc.internal.ReadableBuffer;
import io.grpc.internal.ReadableBuffers;
import io.grpc.internal.StatsTraceContext;
import io.grpc.internal.TransportTracer;
import io.grpc.internal.WritableBuffer;
import org.jspecify.annotations.Nullable;

/** A call, on the client's side. The lock of its state is what gRPC calls the transport thread. */
final class IpcClientStream extends AbstractClientStream {
  private final IpcClientTransport transport;
  private final ClientLink link;
  private final MethodDescriptor<?, ?> method;
  private final long id;
  private final OutboundStream outbound;
  private final State state;
  private final CallSink sink = new CallSink();
  private final boolean callerReads;
  private String authority;
  private boolean leftToReader; // guarded by this
  private volatile boolean done;

  IpcClientStream(
      IpcClientTransport transport,
      ClientLink link,
      long id,
      MethodDescriptor<?, ?> method,
      Metadata headers,
      CallOptions options,
      StatsTraceContext stats) {
    super(link.allocator(), stats, transport.tracer(), headers, options, false);
    this.transport = transport;
    this.link = link;
    this.method = method;
    this.id = id;
    this.authority = transport.authority();
    this.callerReads = WaitingCaller.isKnownBy(options);
    this.state = new State(transport.settings().message(), stats, transport.tracer(), options);
    this.outbound = new OutboundStream(link, id, this::sent);
  }

  long id() {
    return id;
  }

  boolean isDone() {
    return done;
  }

  private void sent(int bytes) {
    synchronized (state) {
      if (!done) {
        state.onSentBytes(bytes);
      }
    }
  }

  /** Reports how the call ended, unless it has ended; from any thread. */
  void fail(Status status, RpcProgress progress) {
    synchronized (state) {
      state.ended = true;
      state.transportReportStatus(status, progress, true, new Metadata());
    }
    finish();
  }

  private void finish() {
    synchronized (this) {
      if (done) {
        return;
      }
      done = true;
      if (leftToReader) {
        link.doneByReader();
      }
    }
    outbound.close();
    synchronized (state) {
      state.inbound.close();
    }
    transport.remove(this);
  }

  private synchronized void leaveToReader() {
    if (!done && !leftToReader) {
      leftToReader = true;
      link.leaveToReader();
    }
  }

  // What comes from the server, on the reading thread.

  void onHeaders(int type, byte[] payload, boolean more) throws MalformedFrameException {
    synchronized (state) {
      if (state.ended) {
        return; // another thread has ended the call since the link looked for it
      }
      FrameReader whole = state.inbound.block().add(payload, more);
      if (state.inbound.block().isTooLong()) {
        reject(
            Status.RESOURCE_EXHAUSTED.withDescription(
                "metadata of the server exceeds maxInboundMetadataSize="
                    + state.inbound.block().longest()));
      } else if (whole != null && type == Frames.HEADERS) {
        state.inboundHeadersReceived(whole.readMetadata());
      } else if (whole != null) {
        onTrailers(whole.readMetadata());
      }
    }
  }

  private void onTrailers(Metadata trailers) {
    Status status = trailers.get(InternalStatus.CODE_KEY);
    if (status == null) {
      status = Status.UNKNOWN.withDescription("the server ended the call without a status");
    }
    String message = trailers.get(InternalStatus.MESSAGE_KEY);
    trailers.discardAll(InternalStatus.CODE_KEY);
    trailers.discardAll(InternalStatus.MESSAGE_KEY);
    state.inboundTrailersReceived(
        trailers, message == null ? status : status.withDescription(message));
    finish();
  }

  void onData(byte[] payload) throws MalformedFrameException {
    synchronized (state) {
      state.inbound.received(payload.length);
      state.inboundDataReceived(ReadableBuffers.wrap(payload));
    }
  }

  void onCredit(int bytes) throws MalformedFrameException {
    outbound.onCredit(bytes);
  }

  void onCancel(Status status) {
    // What the server has refused without looking at it may be tried again elsewhere.
    boolean refused = status.getCode() == Status.Code.UNAVAILABLE;
    fail(status, refused ? RpcProgress.REFUSED : RpcProgress.PROCESSED);
  }

  private void reject(Status status) {
    link.sendText(Frames.CANCEL, id, status.getCode().value(), status.getDescription());
    fail(status, RpcProgress.PROCESSED);
  }

  // What gRPC asks.

  @Override
  protected State transportState() {
    return state;
  }

  @Override
  protected Sink abstractClientStreamSink() {
    return sink;
  }

  @Override
  public void setAuthority(String authority) {
    this.authority = authority;
  }

  @Override
  public Attributes getAttributes() {
    return transport.getAttributes();
  }

  private final class CallSink implements Sink {
    @Override
    public void writeHeaders(Metadata metadata, byte @Nullable [] payload) {
      Status refusal = transport.add(IpcClientStream.this);
      if (refusal != null) {
        fail(refusal, RpcProgress.REFUSED);
        return;
      }
      outbound.headers(method.getFullMethodName(), authority, metadata);
      if (!method.getType().clientSendsOneMessage()) {
        outbound.flush();
      }
      state.getStatsTraceContext().clientOutboundHeaders();
      synchronized (state) {
        state.onStreamAllocated();
      }
      if (!callerReads) {
        leaveToReader();
      }
    }

    @Override
    public void writeFrame(
        @Nullable WritableBuffer frame, boolean last, boolean flush, int messages) {
      FrameBuffer buffer = (FrameBuffer) frame;
      if (buffer != null) {
        onSendingBytes(buffer.length());
      }
      outbound.data(buffer, last, flush);
      if (last && callerReads) {
        link.readFor(IpcClientStream.this);
        leaveToReader();
      }
    }

    @Override
    public void cancel(Status reason) {
      if (!done) {
        outbound.close();
        link.sendText(Frames.CANCEL, id, Status.Code.CANCELLED.value(), reason.getDescription());
      }
      fail(reason, RpcProgress.PROCESSED);
    }
  }

  /** What gRPC's deframer tells; guarded by its own lock. */
  final class State extends AbstractClientStream.TransportState {
    private final InboundStream inbound =
        new InboundStream(link, id, transport.settings().metadata());

    /** Whether a status was reported: gRPC takes no headers after that. */
    private boolean ended;

    State(
        int longestMessage, StatsTraceContext stats, TransportTracer tracer, CallOptions options) {
      super(longestMessage, stats, tracer, options);
    }

    @Override
    public void runOnTransportThread(Runnable task) {
      synchronized (this) {
        task.run();
      }
    }

    @Override
    public void bytesRead(int bytes) {
      inbound.consumed(bytes);
    }

    @Override
    public void deframeFailed(Throwable cause) {
      reject(Status.fromThrowable(cause));
    }

    @Override
    protected void onStreamAllocated() {
      super.onStreamAllocated();
      getTransportTracer().reportLocalStreamStarted();
    }

    // Widened for the stream, which is another class.

    @Override
    protected void inboundHeadersReceived(Metadata headers) {
      super.inboundHeadersReceived(headers);
    }

    @Override
    protected void inboundDataReceived(ReadableBuffer frame) {
      super.inboundDataReceived(frame);
    }

    @Override
    protected void inboundTrailersReceived(Metadata trailers, Status status) {
      super.inboundTrailersReceived(trailers, status);
    }
  }
}
