package org.javaipc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.FileRegion;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.javaipc.Connection;
import org.javaipc.PeerCredentials;
import org.javaipc.PeerDiedException;
import org.jspecify.annotations.Nullable;

/**
 * A channel of Netty over a {@link Connection}: a stream of bytes both ways, over any transport that carries connections.
 *
 * <ul>
 *   <li>Flushed data is gathered into messages, and split where it is longer than one. The peer, which need not use
 * Netty, gets the bytes in order, in messages of any length.
 *   <li>A peer that does not read makes this channel unwritable, and flushed data waits here. A pipeline that does not read
 *       does the same to the peer.
 *   <li>{@link #shutdownOutput} ends the stream for the peer, which can still answer. {@link #shutdownInput} closes the receiving end:
 *       the peer's writes fail from then on. With {@code ALLOW_HALF_CLOSURE} the end of the peer's stream is a {@link
 *       ChannelInputShutdownEvent}; without, it closes this channel.
 *   <li>A peer that dies without closing is reported by {@code exceptionCaught} with a {@link PeerDiedException}, and the channel
 *       is closed.
 *   <li>Connecting fails at once if no server is listening, unless the address says how long to wait ({@code
 *       connect=10s}); it also fails after {@code CONNECT_TIMEOUT_MILLIS}.
 *   <li>When the channel becomes active, the attribute {@link #PEER} holds the peer's identity, if the transport knows
 *       it.
 * </ul>
 */
public final class IpcChannel extends AbstractChannel implements DuplexChannel {
  /**
   * The identity of the peer, as the kernel reports it; without a value if the transport does not know it ({@link
   * org.javaipc.Capability#PEER_CREDENTIALS}).
   */
  public static final AttributeKey<PeerCredentials> PEER =
      AttributeKey.valueOf(IpcChannel.class, "PEER");

  private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

  private final IpcChannelConfig config = new IpcChannelConfig(this);
  private final LoopSeat seat = new LoopSeat();
  private @Nullable ConnectAttempt attempt;
  private @Nullable Inbound inbound;
  private @Nullable Outbound outbound;
  private volatile @Nullable Connection connection;
  private volatile boolean closed;
  private volatile boolean inputShutdown;
  private volatile boolean outputShutdown;

  /** Makes a channel that is not connected yet. */
  public IpcChannel() {
    super(null);
  }

  /**
   * Makes a channel from an existing connection; register it with an event loop group.
   *
   * @param connection owned by this channel from now on
   */
  public IpcChannel(Connection connection) {
    this(null, connection);
  }

  IpcChannel(@Nullable Channel server, Connection connection) {
    super(server);
    connected(connection);
  }

  /** Takes over its connection. */
  void connected(Connection made) {
    attempt = null;
    inbound = new Inbound(this, made.receiver());
    outbound = new Outbound(this, made.sender());
    made.peer().ifPresent(peer -> attr(PEER).set(peer));
    connection = made;
  }

  void notConnected() {
    attempt = null;
  }

  /** Closes a connection that this channel cannot use any more. */
  void discard(Connection late) {
    Closing.begin(late::close);
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public boolean isActive() {
    return connection != null && !closed;
  }

  @Override
  public boolean isInputShutdown() {
    return inputShutdown || closed;
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShutdown || closed;
  }

  @Override
  public boolean isShutdown() {
    return isInputShutdown() && isOutputShutdown();
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new IpcUnsafe();
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true; // tasks tell those that do not poll
  }

  @Override
  protected @Nullable SocketAddress localAddress0() {
    Connection current = connection;
    return current == null ? null : IpcSocketAddress.of(current.address());
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    Connection current = connection;
    return current == null ? null : IpcSocketAddress.ofPeer(current.address(), current.peer());
  }

  @Override
  protected void doRegister(ChannelPromise promise) {
    seat.take(eventLoop(), (IpcUnsafe) unsafe(), promise);
  }

  @Override
  protected void doDeregister() {
    seat.leave();
  }

  @Override
  protected void doBind(SocketAddress address) {
    throw new UnsupportedOperationException(
        address + ": a client has no address of its own; bind an IpcServerChannel");
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected void doClose() {
    if (closed) {
      return;
    }
    closed = true;
    if (attempt != null) {
      attempt.cancel(new ClosedChannelException());
    }
    if (inbound != null) {
      inbound.close();
    }
    if (outbound != null) {
      outbound.close();
    }
    Connection current = connection;
    if (current != null) {
      Closing.begin(current::close);
    }
  }

  // Reading.

  @Override
  protected void doBeginRead() {
    if (inbound != null && !inputShutdown) {
      inbound.want(true);
      seat.activate();
    }
  }

  /** The pipeline has turned reading off, on whatever thread. */
  void autoReadCleared() {
    if (!isRegistered()) {
      return;
    }
    if (!eventLoop().inEventLoop()) {
      eventLoop().execute(this::autoReadCleared);
    } else if (inbound != null && !config.isAutoRead()) {
      inbound.want(false);
    }
  }

  RecvByteBufAllocator.ExtendedHandle allocation() {
    return (RecvByteBufAllocator.ExtendedHandle) unsafe().recvBufAllocHandle();
  }

  /** The peer has ended its stream. */
  void inputEnded() {
    if (config.isHalfClosure()) {
      inputShutdown = true;
      pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
    } else {
      closeNow();
    }
  }

  void fail(Throwable cause) {
    pipeline().fireExceptionCaught(cause);
    closeNow();
  }

  void closeNow() {
    unsafe().close(voidPromise());
  }

  // Writing.

  @Override
  protected Object filterOutboundMessage(Object message) {
    if (message instanceof ByteBuf || message instanceof FileRegion) {
      return message;
    }
    throw new UnsupportedOperationException(
        "a channel of bytes accepts ByteBuf and FileRegion, not "
            + message.getClass().getName()
            + "; an encoder is missing in the pipeline");
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer flushed) throws IOException {
    Outbound out = outbound;
    if (out == null) {
      throw new NotYetConnectedException();
    }
    try {
      out.send(flushed);
    } catch (PeerDiedException e) {
      pipeline().fireExceptionCaught(e); // reports a death, whichever half finds it
      throw e;
    }
  }

  @Override
  protected void doShutdownOutput() {
    Connection current = connection;
    if (current != null && outbound != null && !outputShutdown) {
      outputShutdown = true;
      outbound.close();
      Closing.begin(current.sender()::close);
    }
  }

  // Half-closing.

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    onLoop(() -> shutdownInputNow(promise));
    return promise;
  }

  private void shutdownInputNow(ChannelPromise promise) {
    Connection current = connection;
    if (current == null || inbound == null) {
      promise.tryFailure(new NotYetConnectedException());
      return;
    }
    if (!isInputShutdown()) {
      inputShutdown = true;
      inbound.close();
      Closing.begin(current.receiver()::close);
    }
    promise.trySuccess();
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    onLoop(() -> ((IpcUnsafe) unsafe()).shutdownOutput(promise));
    return promise;
  }

  @Override
  public ChannelFuture shutdown() {
    return shutdown(newPromise());
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    onLoop(() -> {
      ((IpcUnsafe) unsafe()).shutdownOutput(newPromise());
      shutdownInputNow(promise);
    });
    return promise;
  }

  private void onLoop(Runnable task) {
    if (eventLoop().inEventLoop()) {
      task.run();
    } else {
      eventLoop().execute(task);
    }
  }

  // The event loop.

  void activate() {
    seat.activate();
  }

  void wake() {
    seat.wake();
  }

  /** What the event loop and Netty's pipeline do with this channel. */
  private final class IpcUnsafe extends AbstractUnsafe implements PolledHandle {
    @Override
    public void connect(
        SocketAddress remote, @Nullable SocketAddress local, ChannelPromise promise) {
      if (promise.isDone() || !ensureOpen(promise)) {
        return;
      }
      Exception refusal = refusal(remote, local);
      if (refusal != null) {
        safeSetFailure(promise, refusal);
        return;
      }
      attempt = new ConnectAttempt(IpcChannel.this, (IpcSocketAddress) remote, promise);
      attempt.start();
    }

    private @Nullable Exception refusal(SocketAddress remote, @Nullable SocketAddress local) {
      if (connection != null) {
        return new AlreadyConnectedException();
      }
      if (attempt != null) {
        return new ConnectionPendingException();
      }
      if (local != null) {
        return new UnsupportedOperationException(
            local + ": a client has no address of its own; connect without a local address");
      }
      return remote instanceof IpcSocketAddress ? null : new UnsupportedAddressTypeException();
    }

    @Override
    public boolean poll() {
      boolean sent = outbound != null && outbound.isWanting() && flushAgain(outbound);
      return (inbound != null && !closed && inbound.poll()) || sent;
    }

    private boolean flushAgain(Outbound out) {
      long before = out.sent();
      flush0();
      return out.sent() != before;
    }

    @Override
    public boolean isWanting() {
      return !closed
          && ((inbound != null && inbound.isWanting())
              || (outbound != null && outbound.isWanting()));
    }

    @Override
    public void arm() {
      if (!closed && inbound != null && outbound != null) {
        inbound.arm();
        outbound.arm();
      }
    }

    @Override
    public void close() {
      close(voidPromise());
    }

    @Override
    public String toString() {
      return IpcChannel.this.toString();
    }
  }
}
