package org.javaipc.socket;

import org.javaipc.IpcException;
import org.javaipc.linux.socket.Acceptor;
import org.javaipc.linux.socket.SocketDescriptor;

/** Takes the connections of a listening socket, and hands each to its server at once. */
interface Doorkeeper extends AutoCloseable {
  /** How often it is looked whether a client has not said for too long that it stays. */
  long LOOK_NANOS = 100_000_000;

  /** How many failures in a row a server survives, but for limits that are reached. */
  int MOST_FAILURES = 100;

  /** A pause where accepting fails, rather than spin until somebody closes something. */
  long PAUSE_NANOS = 10_000_000;

  /** Whose door it is. It keeps no doorkeeper waiting. */
  interface Host {
    /** Takes a connection of a trusted user, its own from now on. */
    void greet(SocketDescriptor client);

    /** Closes the clients that say nothing for too long; {@return whether some still may say it}. */
    boolean dropLate();

    /** Nobody keeps the door any more. */
    void giveUp(Exception cause);
  }

  /** One of the ways. */
  @FunctionalInterface
  interface Way {
    /** Makes one that keeps a door. The socket and the acceptor stay the host's, which closes them later. */
    Doorkeeper of(SocketDescriptor listening, Acceptor acceptor, Host host);
  }

  /** {@return Netty's event loop where it can be had, and else a thread for each door} */
  static Way best() {
    return NettyAvailability.unavailableUnasked().isEmpty()
        ? FallbackDoorkeeper::new
        : ThreadDoorkeeper::new;
  }

  /**
   * Begins, once the socket listens.
   *
   * @throws IpcException if there are too many open files
   */
  void start() throws IpcException;

  /** Ends: nothing is handed over after it. */
  @Override
  void close();
}
