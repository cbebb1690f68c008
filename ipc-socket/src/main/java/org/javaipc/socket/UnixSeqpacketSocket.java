package org.javaipc.socket;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcException;
import org.javaipc.MessageTooLongException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerCredentials;
import org.javaipc.Waitable;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.socket.MessageSocket;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketKind;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket that carries whole messages both ways (SOCK_SEQPACKET): reliable, in order, each
 * received at once and alone, with descriptors beside them, and with an end of the stream.
 *
 * <p>One thread may send while another receives; only {@link #close} may be called from any. Waiting ends
 * by interrupt and leaves the socket usable. All methods throw {@link ChannelClosedException} when this
 * socket is closed, also by another thread during the call.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class UnixSeqpacketSocket implements Waitable, AutoCloseable {
  /** What receiving returns when the peer sends no more. */
  public static final int END_OF_STREAM = -1;

  /** What receiving with a deadline returns when the timeout elapsed. */
  public static final int TIMED_OUT = -2;

  private static final int[] NONE = {};

  private final SocketDescriptor socket;
  private final MessageSocket messages;
  private final Direction input;
  private final Direction output;

  private UnixSeqpacketSocket(SocketDescriptor socket) throws IpcException {
    this.socket = socket;
    this.messages = new MessageSocket(socket);
    this.input = new Direction(socket, true);
    this.output = new Direction(socket, false);
  }

  static UnixSeqpacketSocket of(SocketDescriptor socket) throws IpcException {
    try {
      return new UnixSeqpacketSocket(socket);
    } catch (IpcException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Connects.
   *
   * @param server to connect to
   * @param timeout longest time to wait for it; zero or less does not wait
   * @return the connection, which the caller closes
   * @throws org.javaipc.ConnectTimeoutException if no server listened, or had room in its backlog, in time
   * @throws org.javaipc.SystemCallException if another kind of socket has the name
   * @throws org.javaipc.AccessRefusedException if this user may not write to the socket's file
   * @throws IpcException if the kernel refuses for another reason
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static UnixSeqpacketSocket connect(UnixSocketAddress server, Duration timeout)
      throws IpcException, InterruptedException {
    SocketDescriptor socket = SocketDescriptor.open(SocketKind.SEQPACKET, server.toString());
    UnixSeqpacketSocket connection = of(socket);
    try {
      UnixSocket.awaitConnected(socket, server, timeout);
      return connection;
    } catch (IpcException | InterruptedException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Makes two sockets that are connected to each other: one to keep, one to hand to another process.
   *
   * @return both, the caller's to close
   * @throws IpcException if there are too many open files
   */
  public static Pair pair() throws IpcException {
    SocketDescriptor[] two = SocketDescriptor.pair(SocketKind.SEQPACKET, "a socket pair");
    try {
      return new Pair(of(two[0]), of(two[1]));
    } catch (IpcException | RuntimeException e) {
      two[0].close();
      two[1].close();
      throw e;
    }
  }

  /**
   * Two sockets that are connected to each other.
   *
   * @param first the one
   * @param second the other
   */
  public record Pair(UnixSeqpacketSocket first, UnixSeqpacketSocket second) {}

  /**
   * Takes over a connection that came from another process.
   *
   * @param descriptor of it; closed, whatever happens
   * @return the socket, the caller's to close
   * @throws org.javaipc.SystemCallException if it is not a seqpacket socket, or listens
   * @throws IpcException if the kernel refuses
   */
  public static UnixSeqpacketSocket of(PassedDescriptor descriptor) throws IpcException {
    return of(Passed.adopt(descriptor, SocketKind.SEQPACKET, false));
  }

  /**
   * {@return who the peer was when it connected, or began to listen}
   *
   * @throws IpcException if the kernel refuses
   */
  public PeerCredentials peer() throws IpcException {
    requireOpen();
    return socket.peer();
  }

  /**
   * {@return the peer's name, {@link UnixSocketAddress#UNNAMED} if it has none}
   *
   * @throws IpcException if it is gone
   */
  public UnixSocketAddress remoteAddress() throws IpcException {
    requireOpen();
    return UnixSocketAddress.of(socket.peerName());
  }

  private void requireOpen() throws ChannelClosedException {
    if (output.isClosed()) {
      throw new ChannelClosedException(socket + ": this socket is closed");
    }
  }

  /**
   * Sends a message if there is room for it now.
   *
   * @param message to send
   * @return whether it was sent
   * @throws MessageTooLongException if it is longer than the kernel takes at once
   * @throws PeerClosedException if the peer is gone
   * @throws IpcException if the kernel refuses
   */
  public boolean trySend(MemorySegment message) throws IpcException {
    return output.once(() -> messages.send(message, NONE, null));
  }

  /**
   * Sends a message, waiting for room for as long as it takes.
   *
   * @param message to send
   * @throws IpcException as {@link #trySend} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public void send(MemorySegment message) throws IpcException, InterruptedException {
    send(message, List.of());
  }

  /**
   * Sends a message with descriptors, waiting for room for as long as it takes.
   *
   * @param message to send
   * @param descriptors to send, at most {@value UnixSocket#MOST_DESCRIPTORS}; they still belong to the caller
   * @throws IpcException as {@link #trySend} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public void send(MemorySegment message, List<PassedDescriptor> descriptors)
      throws IpcException, InterruptedException {
    int[] fds = Passed.numbers(descriptors);
    while (output.await(null, () -> messages.send(message, fds, null) ? true : null) == null) {
      Thread.onSpinWait();
    }
  }

  /** Waits for a packet to receive, or the end. */
  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    return input.awaitReadable(timeout);
  }

  /**
   * Receives a message if there is one. Descriptors that came with it are closed.
   *
   * @param into memory where it goes, from offset 0
   * @return its length, 0 or more; {@link #TIMED_OUT} if there is none; {@link #END_OF_STREAM}
   * @throws MessageTooLongException if it is longer than the segment; it is lost
   * @throws IpcException if the kernel refuses
   */
  public long tryReceive(MemorySegment into) throws IpcException {
    return length(input.once(() -> messages.receive(into)), null);
  }

  /**
   * Receives a message, waiting for it for at most the given time. Descriptors that came with it are
   * closed.
   *
   * @param into memory where it goes, from offset 0
   * @param timeout longest time to wait; zero or less does not wait
   * @return its length, 0 or more; {@link #TIMED_OUT}; {@link #END_OF_STREAM}
   * @throws MessageTooLongException if it is longer than the segment; it is lost
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was received
   */
  public long receive(MemorySegment into, Duration timeout)
      throws IpcException, InterruptedException {
    return length(input.await(timeout, () -> messages.receive(into)), null);
  }

  /**
   * Receives a message and the descriptors that came with it, waiting for at most the given time.
   *
   * @param into memory where it goes, from offset 0
   * @param descriptors where descriptors are added, the caller's to close
   * @param timeout longest time to wait; zero or less does not wait
   * @return its length, 0 or more; {@link #TIMED_OUT}; {@link #END_OF_STREAM}
   * @throws MessageTooLongException if it is longer than the segment; it is lost
   * @throws org.javaipc.ResourceLimitException if this process has no room for all descriptors that came;
   *     the message is lost
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was received
   */
  public long receive(MemorySegment into, List<PassedDescriptor> descriptors, Duration timeout)
      throws IpcException, InterruptedException {
    return length(input.await(timeout, () -> messages.receive(into)), descriptors);
  }

  private static long length(
      MessageSocket.@Nullable Received received, @Nullable List<PassedDescriptor> wanted) {
    if (received == null) {
      return TIMED_OUT;
    }
    for (Descriptor descriptor : received.descriptors()) {
      if (wanted == null) {
        descriptor.close();
      } else {
        wanted.add(new PassedDescriptor(descriptor));
      }
    }
    return received.end() ? END_OF_STREAM : received.length();
  }

  /**
   * Ends the stream of messages that the peer receives; receiving goes on.
   *
   * @throws IpcException if the kernel refuses
   */
  public void shutdownOutput() throws IpcException {
    socket.shutdownOutput();
  }

  /** {@return the address it was connected to or accepted at, for messages} */
  @Override
  public String toString() {
    return socket.toString();
  }

  /**
   * Closes the socket: the peer receives what was sent and then the end of the stream. Threads that wait
   * get {@link ChannelClosedException}. May be called from any thread; repeating it does nothing.
   */
  @Override
  public void close() {
    boolean first = input.close();
    output.close();
    if (first) {
      socket.close();
    }
  }
}
