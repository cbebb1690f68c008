package org.javaipc.netty;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Server;
import org.jspecify.annotations.Nullable;

/**
 * A listening channel of Netty over a {@link Server}, whose clients are {@link IpcChannel}s. Bind it to an {@link
 * IpcSocketAddress}; a second server of the same address is refused with {@link org.javaipc.ChannelBusyException}.
 * Clients are connected even before they are accepted.
 */
public final class IpcServerChannel extends AbstractServerChannel {
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
  private static final int CLIENTS_AT_A_TIME = 16;

  private final AcceptConfig config = new AcceptConfig();
  private final LoopSeat seat = new LoopSeat();
  private final Watch watch = new Watch(this::awaitClient, seat::wake);
  private volatile @Nullable Server server;
  private volatile boolean closed;
  private boolean wanted;

  /** Makes a channel that is not bound yet. */
  public IpcServerChannel() {}

  private void awaitClient() throws IpcException, InterruptedException {
    Server listening = server;
    while (listening != null && !listening.awaitReady(FOREVER)) {
      Thread.onSpinWait(); // three centuries are over
    }
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public boolean isActive() {
    return server != null && !closed;
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new ServerUnsafe();
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true; // tasks tell those that do not poll
  }

  @Override
  protected @Nullable SocketAddress localAddress0() {
    Server listening = server;
    return listening == null ? null : IpcSocketAddress.of(listening.address());
  }

  @Override
  protected void doRegister(ChannelPromise promise) {
    seat.take(eventLoop(), (ServerUnsafe) unsafe(), promise);
  }

  @Override
  protected void doDeregister() {
    seat.leave();
  }

  @Override
  protected void doBind(SocketAddress address) throws IpcException {
    if (server != null) {
      throw new AlreadyBoundException();
    }
    if (!(address instanceof IpcSocketAddress at)) {
      throw new UnsupportedAddressTypeException();
    }
    server = Ipc.listen(at.address());
  }

  @Override
  protected void doClose() throws IpcException {
    if (closed) {
      return;
    }
    closed = true;
    wanted = false;
    watch.close();
    Server listening = server;
    if (listening != null) {
      listening.close(); // waits for no peer, and then the name is free
    }
  }

  @Override
  protected void doBeginRead() {
    wanted = true;
    seat.activate();
  }

  /** Netty's options. A pipeline that stops accepting sets that here. */
  private final class AcceptConfig extends DefaultChannelConfig {
    AcceptConfig() {
      super(IpcServerChannel.this);
    }

    @Override
    protected void autoReadCleared() {
      if (isRegistered()) {
        eventLoop().execute(() -> wanted &= isAutoRead());
      }
    }
  }

  /** What the event loop and Netty's pipeline do with this channel. */
  private final class ServerUnsafe extends AbstractUnsafe implements PolledHandle {
    @Override
    public void connect(
        SocketAddress remote, @Nullable SocketAddress local, ChannelPromise promise) {
      safeSetFailure(
          promise,
          new UnsupportedOperationException(
              remote + ": a server does not connect; use an IpcChannel"));
    }

    @Override
    public boolean poll() {
      if (!isWanting()) {
        return false;
      }
      int accepted = 0;
      try {
        throwFailure();
        while (accepted < CLIENTS_AT_A_TIME && wanted && accept()) {
          accepted++;
          wanted = config.isAutoRead();
        }
      } catch (IpcException | RuntimeException | Error e) {
        wanted = false;
        pipeline().fireExceptionCaught(e);
        close(voidPromise());
        return true;
      }
      if (accepted > 0) {
        wanted = false; // until the pipeline asks again
        pipeline().fireChannelReadComplete();
      }
      return accepted > 0;
    }

    private boolean accept() throws IpcException {
      Server listening = server;
      Connection client = listening == null || closed ? null : listening.poll();
      if (client == null) {
        return false;
      }
      pipeline().fireChannelRead(new IpcChannel(IpcServerChannel.this, client));
      return true;
    }

    private void throwFailure() throws IpcException {
      Throwable failure = watch.take();
      switch (failure) {
        case null -> {}
        case IpcException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default ->
            throw new IpcException(IpcServerChannel.this + ": waiting for clients failed", failure);
      }
    }

    @Override
    public boolean isWanting() {
      return wanted && server != null && !closed && !watch.isWaiting();
    }

    @Override
    public void arm() {
      if (wanted && server != null && !closed) {
        watch.start();
      }
    }

    @Override
    public void close() {
      close(voidPromise());
    }

    @Override
    public String toString() {
      return IpcServerChannel.this.toString();
    }
  }
}
