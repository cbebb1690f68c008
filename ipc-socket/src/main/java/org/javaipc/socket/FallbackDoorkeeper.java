package org.javaipc.socket;

import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.socket.Acceptor;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.spi.LibraryThread;

/**
 * Netty for as long as it works, a thread from then on: jars of several Netty versions, or one without
 * its library, fail at any call with a {@link LinkageError}.
 */
final class FallbackDoorkeeper implements Doorkeeper, Doorkeeper.Host {
  private final SocketDescriptor listening;
  private final Acceptor acceptor;
  private final Host host;
  private Doorkeeper keeper; // guarded by this
  private boolean closed; // guarded by this

  FallbackDoorkeeper(SocketDescriptor listening, Acceptor acceptor, Host host) {
    this(NettyDoorkeeper::new, listening, acceptor, host);
  }

  FallbackDoorkeeper(Way first, SocketDescriptor listening, Acceptor acceptor, Host host) {
    this.listening = listening;
    this.acceptor = acceptor;
    this.host = host;
    this.keeper = first.of(listening, acceptor, this);
  }

  @Override
  public synchronized void start() throws IpcException {
    try {
      keeper.start();
    } catch (LinkageError e) {
      NettyAvailability.broke(e);
      replace();
    }
  }

  /** A former keeper is closed in a thread of its own, for closing waits for the event loop. */
  @Override
  public void giveUp(Exception cause) {
    if (cause.getCause() instanceof LinkageError broken) {
      NettyAvailability.broke(broken);
      try {
        LibraryThread.start(LibraryThread.of("javaipc-server " + listening, this::replace));
      } catch (ResourceLimitException e) {
        host.giveUp(e);
      }
    } else {
      host.giveUp(cause);
    }
  }

  private synchronized void replace() {
    if (closed) {
      return;
    }
    closeKeeper();
    Doorkeeper thread = new ThreadDoorkeeper(listening, acceptor, host);
    keeper = thread;
    try {
      thread.start();
    } catch (IpcException e) {
      host.giveUp(e);
    }
  }

  private synchronized void closeKeeper() {
    try {
      keeper.close();
    } catch (LinkageError e) {
      NettyAvailability.broke(e);
    }
  }

  @Override
  public void greet(SocketDescriptor client) {
    host.greet(client);
  }

  @Override
  public boolean dropLate() {
    return host.dropLate();
  }

  @Override
  public synchronized void close() {
    closed = true;
    closeKeeper();
  }
}
