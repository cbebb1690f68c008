package org.javaipc.grpc;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.internal.AbstractServerStream;
import io.grpc.internal.ReadableBuffers;
import io.grpc.internal.StatsTraceContext;
import io.grpc.internal.TransportTracer;
import io.grpc.internal.WritableBuffer;

/** A call, on the server's side. The lock of its state is what gRPC calls the transport thread. */
final class IpcServerStream extends AbstractServerStream {
  private final IpcServerTransport transport;
  private final long id;
  private final String authority;
  private final OutboundStream outbound;
  private final State state;
  private final CallSink sink = new CallSink();

  IpcServerStream(
      IpcServerTransport transport, long id, String authority, StatsTraceContext stats) {
    super(transport.allocator(), stats);
    this.transport = transport;
    this.id = id;
    this.authority = authority;
    this.state = new State(transport.settings().message(), stats, transport.tracer());
    this.outbound = new OutboundStream(transport, id, this::sent);
  }

  long id() {
    return id;
  }

  private void sent(int bytes) {
    synchronized (state) {
      state.onSentBytes(bytes);
    }
  }

  /** Tells gRPC's server of the call, and lets it begin. */
  void open(String method, Metadata headers) {
    synchronized (state) {
      transport.listener().streamCreated(this, method, headers);
      state.onStreamAllocated();
    }
  }

  void onData(byte[] payload, boolean last) throws MalformedFrameException {
    synchronized (state) {
      state.inbound.received(payload.length);
      state.inboundDataReceived(ReadableBuffers.wrap(payload), last);
    }
  }

  void onCredit(int bytes) throws MalformedFrameException {
    outbound.onCredit(bytes);
  }

  /** Ends the call without telling the client, who knows, or is gone. */
  void fail(Status status) {
    if (!transport.remove(this)) {
      return;
    }
    outbound.close();
    synchronized (state) {
      state.inbound.close();
      state.transportReportStatus(status);
    }
  }

  private void complete() {
    synchronized (state) {
      state.inbound.close();
      state.complete();
    }
  }

  @Override
  protected State transportState() {
    return state;
  }

  @Override
  protected Sink abstractServerStreamSink() {
    return sink;
  }

  @Override
  public int streamId() {
    return (int) id;
  }

  @Override
  public Attributes getAttributes() {
    return transport.attributes();
  }

  @Override
  public String getAuthority() {
    return authority;
  }

  private final class CallSink implements Sink {
    @Override
    public void writeHeaders(Metadata headers, boolean flush) {
      outbound.headers(null, null, headers);
      if (flush) {
        outbound.flush();
      }
    }

    @Override
    public void writeFrame(WritableBuffer frame, boolean flush, int messages) {
      FrameBuffer buffer = (FrameBuffer) frame;
      onSendingBytes(buffer.length());
      outbound.data(buffer, false, flush);
    }

    @Override
    public void writeTrailers(Metadata trailers, boolean headersSent, Status status) {
      outbound.trailers(
          trailers, IpcServerStream.this::complete, () -> transport.remove(IpcServerStream.this));
    }

    @Override
    public void cancel(Status status) {
      transport.sendText(Frames.CANCEL, id, status.getCode().value(), status.getDescription());
      fail(status);
    }
  }

  /** What gRPC's deframer tells; guarded by its own lock. */
  final class State extends AbstractServerStream.TransportState {
    private final InboundStream inbound = new InboundStream(transport, id, 0);

    State(int longestMessage, StatsTraceContext stats, TransportTracer tracer) {
      super(longestMessage, stats, tracer);
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
      sink.cancel(Status.fromThrowable(cause));
    }
  }
}
