package org.javaipc.socket;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcException;
import org.javaipc.MessageTooLongException;
import org.javaipc.PeerClosedException;
import org.javaipc.linux.socket.SocketDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket: whole messages, reliable and in order between sockets of one host. The kernel queues
 * net.unix.max_dgram_qlen of them for a receiver; then sending waits, and nothing is dropped.
 *
 * <p>One thread may send while another receives; only {@link #close} may be called from any. Waiting ends
 * by interrupt and leaves the socket usable. All methods throw {@link ChannelClosedException} when this
 * socket is closed, also by another thread during the call.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class UnixDatagramSocket implements AutoCloseable {
  /** What receiving with a deadline returns when the time was over. */
  public static final int TIMED_OUT = -2;

  private final Binding binding;
  private final SocketDescriptor socket;
  private final Direction input;
  private final Direction output;

  private UnixDatagramSocket(Binding binding) {
    this.binding = binding;
    this.socket = binding.socket();
    this.input = new Direction(socket, true);
    this.output = new Direction(socket, false);
  }

  /**
   * Makes a socket that others send to.
   *
   * @param address to receive at
   * @param options mode and owner of the file; a datagram has no connection to refuse
   * @return the socket, the caller's to close
   * @throws org.javaipc.ChannelBusyException if a live socket has the name
   * @throws org.javaipc.CorruptChannelException if a file that is no socket has the name
   * @throws IpcException if the kernel refuses
   */
  public static UnixDatagramSocket bind(UnixSocketAddress address, UnixServerOptions options)
      throws IpcException {
    return new UnixDatagramSocket(Binding.bind(false, address, options));
  }

  /**
   * Makes a socket without a name that sends to another one.
   *
   * @param peer to send to
   * @param timeout longest time to wait for it; zero or less does not wait
   * @return the socket, the caller's to close
   * @throws org.javaipc.ConnectTimeoutException if nobody has that name in time
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static UnixDatagramSocket connect(UnixSocketAddress peer, Duration timeout)
      throws IpcException, InterruptedException {
    SocketDescriptor socket = SocketDescriptor.open(false, peer.toString());
    try {
      UnixSocket.awaitConnected(socket, peer, timeout);
      return new UnixDatagramSocket(new Binding(socket, Optional.empty()));
    } catch (IpcException | InterruptedException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Sends a datagram if there is room for it now.
   *
   * @param message in native memory
   * @return whether it was sent; false if the receiver's queue, or this socket's room, is full
   * @throws MessageTooLongException if it is longer than the kernel takes at once
   * @throws PeerClosedException if the receiver is gone
   * @throws IpcException if the kernel refuses
   */
  public boolean trySend(MemorySegment message) throws IpcException {
    return output.once(() -> sendOnce(message)) != null;
  }

  /**
   * Sends a datagram, waiting for room for as long as it takes.
   *
   * @param message in native memory
   * @throws IpcException as {@link #trySend} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public void send(MemorySegment message) throws IpcException, InterruptedException {
    while (output.await(null, () -> sendOnce(message)) == null) {
      Thread.onSpinWait();
    }
  }

  private @Nullable Long sendOnce(MemorySegment message) throws IpcException {
    long sent = socket.sendDatagram(message.address(), message.byteSize());
    return sent == SocketDescriptor.WOULD_BLOCK ? null : (Long) sent;
  }

  /**
   * Receives a datagram if there is one.
   *
   * @param into native memory where it goes, from offset 0
   * @return its length; {@link #TIMED_OUT} if there is none
   * @throws MessageTooLongException if it is longer than the segment; it is lost
   * @throws IpcException if the kernel refuses
   */
  public long tryReceive(MemorySegment into) throws IpcException {
    Long length = input.once(() -> receiveOnce(into));
    return length == null ? TIMED_OUT : length;
  }

  /**
   * Receives a datagram, waiting for it for at most the given time.
   *
   * @param into native memory where it goes, from offset 0
   * @param timeout longest time to wait; zero or less does not wait
   * @return its length; {@link #TIMED_OUT}
   * @throws MessageTooLongException if it is longer than the segment; it is lost
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was received
   */
  public long receive(MemorySegment into, Duration timeout)
      throws IpcException, InterruptedException {
    Long length = input.await(timeout, () -> receiveOnce(into));
    return length == null ? TIMED_OUT : length;
  }

  private @Nullable Long receiveOnce(MemorySegment into) throws IpcException {
    long length = socket.receiveDatagram(into.address(), into.byteSize());
    if (length == SocketDescriptor.WOULD_BLOCK) {
      return null;
    }
    if (length > into.byteSize()) {
      throw new MessageTooLongException(toString(), length, into.byteSize());
    }
    return length;
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
