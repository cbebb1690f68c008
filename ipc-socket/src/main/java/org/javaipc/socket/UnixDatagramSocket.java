package org.javaipc.socket;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcException;
import org.javaipc.MessageTooLongException;
import org.javaipc.PeerClosedException;
import org.javaipc.Waitable;
import org.javaipc.linux.socket.MessageSocket;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketKind;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket: whole messages, reliable and in order between sockets of one host. The kernel queues
 * net.unix.max_dgram_qlen of them for a receiver; then sending waits, and nothing is dropped.
 *
 * <p>Every socket made here has a name, so that its receivers can answer. A connected socket
 * receives from its peer only.
 *
 * <pre>{@code
 * try (Arena arena = Arena.ofConfined();
 *     UnixDatagramSocket daemon =
 *         UnixDatagramSocket.connect(UnixSocketAddress.of(Path.of("/run/daemon.sock")), timeout)) {
 *   daemon.send(arena.allocateFrom("PING"));
 *   MemorySegment answer = arena.allocate(4096);
 *   long length = daemon.receive(answer, timeout);
 * }
 * }</pre>
 *
 * <p>One thread may send while another receives; only {@link #close} may be called from any. Waiting ends
 * by interrupt and leaves the socket usable. All methods throw {@link ChannelClosedException} when this
 * socket is closed, also by another thread during the call.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class UnixDatagramSocket implements Waitable, AutoCloseable {
  /** What receiving with a deadline returns when the timeout elapsed. */
  public static final int TIMED_OUT = -2;

  private static final int[] NONE = {};
  private static final Duration FOREVER = Duration.ofDays(365);
  private static final long SHORTEST_PAUSE = 50_000;
  private static final long LONGEST_PAUSE = 5_000_000;

  private final Binding binding;
  private final SocketDescriptor socket;
  private final MessageSocket messages;
  private final Direction input;
  private final Direction output;

  private UnixDatagramSocket(Binding binding) throws IpcException {
    this.binding = binding;
    this.socket = binding.socket();
    this.messages = new MessageSocket(socket);
    this.input = new Direction(socket, true);
    this.output = new Direction(socket, false);
  }

  private static UnixDatagramSocket of(Binding binding) throws IpcException {
    try {
      return new UnixDatagramSocket(binding);
    } catch (IpcException | RuntimeException e) {
      binding.close();
      throw e;
    }
  }

  /**
   * Makes a socket that sends to any other and receives answers, under a name that the kernel chooses.
   *
   * @return the socket, the caller's to close
   * @throws IpcException if there are too many open files
   */
  public static UnixDatagramSocket open() throws IpcException {
    return of(named("a datagram socket"));
  }

  private static Binding named(String object) throws IpcException {
    SocketDescriptor socket = SocketDescriptor.open(SocketKind.DATAGRAM, object);
    try {
      socket.bindToAny();
      return new Binding(socket, Optional.empty());
    } catch (IpcException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Makes a socket that others send to, and that can answer.
   *
   * @param address to receive at
   * @param options mode and owner of the file; a datagram has no connection to refuse
   * @return the socket, the caller's to close
   * @throws org.javaipc.ChannelBusyException if a live socket has the name
   * @throws org.javaipc.CorruptChannelException if a file that is not a socket has the name
   * @throws IpcException if the kernel refuses
   */
  public static UnixDatagramSocket bind(UnixSocketAddress address, UnixServerOptions options)
      throws IpcException {
    return of(Binding.bind(SocketKind.DATAGRAM, address, options));
  }

  /**
   * Makes a socket that sends to another one and receives its answers, under a name that the kernel
   * chooses.
   *
   * @param peer to send to
   * @param timeout longest time to wait for it; zero or less does not wait
   * @return the socket, the caller's to close
   * @throws org.javaipc.ConnectTimeoutException if no process has that name in time
   * @throws org.javaipc.SystemCallException if another kind of socket has the name
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static UnixDatagramSocket connect(UnixSocketAddress peer, Duration timeout)
      throws IpcException, InterruptedException {
    return of(named(peer.toString())).connected(peer, timeout);
  }

  /**
   * Makes a socket with a name of its own that sends to another one and receives its answers: for peers
   * that know their clients by name, or may only send to certain ones.
   *
   * @param own to receive at; a file is removed when the socket is closed
   * @param options mode and owner of the file
   * @param peer to send to
   * @param timeout longest time to wait for it; zero or less does not wait
   * @return the socket, the caller's to close
   * @throws IpcException as {@link #bind} and {@link #connect} say
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static UnixDatagramSocket connectFrom(
      UnixSocketAddress own, UnixServerOptions options, UnixSocketAddress peer, Duration timeout)
      throws IpcException, InterruptedException {
    return bind(own, options).connected(peer, timeout);
  }

  private UnixDatagramSocket connected(UnixSocketAddress peer, Duration timeout)
      throws IpcException, InterruptedException {
    try {
      UnixSocket.awaitConnected(socket, peer, timeout);
      return this;
    } catch (IpcException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Takes over a datagram socket that came from another process, such as one of {@code ListenDatagram=}
   * from systemd. Its file, if it has one, stays.
   *
   * @param descriptor of it; closed, whatever happens
   * @return the socket, the caller's to close
   * @throws org.javaipc.SystemCallException if it is not a datagram socket
   * @throws IpcException if the kernel refuses
   */
  public static UnixDatagramSocket of(PassedDescriptor descriptor) throws IpcException {
    return of(new Binding(Passed.adopt(descriptor, SocketKind.DATAGRAM, false), Optional.empty()));
  }

  /**
   * {@return this socket's name}
   *
   * @throws IpcException if the kernel refuses
   */
  public UnixSocketAddress localAddress() throws IpcException {
    if (input.isClosed()) {
      throw new ChannelClosedException(socket + ": this socket is closed");
    }
    return UnixSocketAddress.of(socket.localName());
  }

  /**
   * Sends a datagram to the peer if there is room for it now.
   *
   * @param message to send
   * @return whether it was sent; false if the receiver's queue, or this socket's room, is full
   * @throws MessageTooLongException if it is longer than the kernel takes at once
   * @throws PeerClosedException if the receiver is gone, or this socket is not connected
   * @throws IpcException if the kernel refuses
   */
  public boolean trySend(MemorySegment message) throws IpcException {
    return output.once(() -> messages.send(message, NONE, null));
  }

  /**
   * Sends a datagram to the peer, waiting for room for as long as it takes.
   *
   * @param message to send
   * @throws IpcException as {@link #trySend} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public void send(MemorySegment message) throws IpcException, InterruptedException {
    send(message, List.of());
  }

  /**
   * Sends a datagram with descriptors to the peer, waiting for room for as long as it takes.
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

  /**
   * Sends a datagram to a socket if there is room for it now.
   *
   * @param message to send
   * @param to name of the socket, for example the {@link UnixDatagram#sender} of a message that came
   * @return whether it was sent; false if the receiver's queue, or this socket's room, is full
   * @throws MessageTooLongException if it is longer than the kernel takes at once
   * @throws org.javaipc.NoSuchObjectException if nothing has the name
   * @throws PeerClosedException if no process has that socket open any more
   * @throws org.javaipc.SystemCallException if another kind of socket has the name
   * @throws org.javaipc.AccessRefusedException if this user may not send there, or that socket is
   *     connected to another one
   * @throws IpcException if the kernel refuses
   */
  public boolean trySendTo(MemorySegment message, UnixSocketAddress to) throws IpcException {
    return output.once(() -> messages.send(message, NONE, to.name()));
  }

  /**
   * Sends a datagram to a socket, waiting for room for as long as it takes.
   *
   * @param message to send
   * @param to name of the socket
   * @throws IpcException as {@link #trySendTo} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public void sendTo(MemorySegment message, UnixSocketAddress to)
      throws IpcException, InterruptedException {
    sendTo(message, List.of(), to);
  }

  /**
   * Sends a datagram with descriptors to a socket, waiting for room for as long as it takes.
   *
   * @param message to send
   * @param descriptors to send, at most {@value UnixSocket#MOST_DESCRIPTORS}; they still belong to the caller
   * @param to name of the socket
   * @throws IpcException as {@link #trySendTo} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public void sendTo(
      MemorySegment message, List<PassedDescriptor> descriptors, UnixSocketAddress to)
      throws IpcException, InterruptedException {
    while (!sendTo(message, descriptors, to, FOREVER)) {
      Thread.onSpinWait();
    }
  }

  /**
   * Sends a datagram with descriptors to a socket, waiting for room for at most the given time.
   *
   * @param message to send
   * @param descriptors to send, at most {@value UnixSocket#MOST_DESCRIPTORS}; they still belong to the caller
   * @param to name of the socket
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether it was sent; false if the timeout elapsed
   * @throws IpcException as {@link #trySendTo} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public boolean sendTo(
      MemorySegment message,
      List<PassedDescriptor> descriptors,
      UnixSocketAddress to,
      Duration timeout)
      throws IpcException, InterruptedException {
    int[] fds = Passed.numbers(descriptors);
    long start = System.nanoTime();
    long limit = Direction.nanos(timeout);
    // The kernel tells who is not connected nothing of the room that another socket has: this
    // looks.
    for (long pause = SHORTEST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      if (output.once(() -> messages.send(message, fds, to.name()))) {
        return true;
      }
      long left = limit - (System.nanoTime() - start);
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(Math.min(pause, left));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /** Waits for a datagram to receive. */
  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    return input.awaitReadable(timeout);
  }

  /**
   * Receives a datagram if there is one. Descriptors that came with it are closed.
   *
   * @param into memory where it goes, from offset 0
   * @return its length; {@link #TIMED_OUT} if there is none
   * @throws MessageTooLongException if it is longer than the segment; it is lost
   * @throws IpcException if the kernel refuses
   */
  public long tryReceive(MemorySegment into) throws IpcException {
    return length(input.once(() -> messages.receive(into)));
  }

  /**
   * Receives a datagram, waiting for it for at most the given time. Descriptors that came with it are
   * closed.
   *
   * @param into memory where it goes, from offset 0
   * @param timeout longest time to wait; zero or less does not wait
   * @return its length; {@link #TIMED_OUT}
   * @throws MessageTooLongException if it is longer than the segment; it is lost
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was received
   */
  public long receive(MemorySegment into, Duration timeout)
      throws IpcException, InterruptedException {
    return length(input.await(timeout, () -> messages.receive(into)));
  }

  private static long length(MessageSocket.@Nullable Received received) {
    if (received == null) {
      return TIMED_OUT;
    }
    received.descriptors().forEach(descriptor -> descriptor.close());
    return received.length();
  }

  /**
   * Receives a datagram with its sender's name and credentials, and the descriptors that came with it,
   * waiting for at most the given time.
   *
   * @param into memory where its bytes go, from offset 0
   * @param timeout longest time to wait; zero or less does not wait
   * @return the datagram, whose descriptors are the caller's to close; null if the timeout elapsed
   * @throws MessageTooLongException if it is longer than the segment; it is lost
   * @throws org.javaipc.ResourceLimitException if this process has no room for all descriptors that came;
   *     the datagram is lost
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was received
   */
  public @Nullable UnixDatagram receiveFrom(MemorySegment into, Duration timeout)
      throws IpcException, InterruptedException {
    MessageSocket.Received received = input.await(timeout, () -> messages.receive(into));
    return received == null ? null : UnixDatagram.of(received);
  }

  /**
   * {@return the room in the kernel for what was sent from here and not received, as it counts it}
   *
   * @throws IpcException if the kernel refuses
   */
  public int sendBuffer() throws IpcException {
    return socket.sendBuffer();
  }

  /** {@return the address, for messages} */
  @Override
  public String toString() {
    return socket.toString();
  }

  /**
   * Closes the socket and removes its file. Threads that wait get {@link ChannelClosedException}. May be
   * called from any thread; repeating it does nothing.
   *
   * @throws IpcException if the file cannot be removed
   */
  @Override
  public void close() throws IpcException {
    boolean first = input.close();
    output.close();
    if (first) {
      binding.close();
    }
  }
}
