package org.javaipc.socket;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.ChannelClosedException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.ConnectionResetException;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerCredentials;
import org.javaipc.SystemCallException;
import org.javaipc.Waitable;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.socket.Ancillary;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketFile;
import org.javaipc.linux.socket.SocketKind;
import org.jspecify.annotations.Nullable;

/**
 * A connected stream socket: bytes both ways, descriptors beside them, and who the peer is.
 *
 * <p>One thread may write while another reads; only {@link #close} may be called from any. Waiting ends
 * by interrupt, leaves the socket usable, and does not hold a virtual thread's carrier. Calls that would
 * wait return 0 in the {@code try} forms.
 *
 * <p>Methods that read throw {@link ConnectionResetException} when the peer closed without having read
 * everything that was sent to it; those that write throw {@link PeerClosedException} when it is gone. All
 * throw {@link ChannelClosedException} when this socket is closed, also by another thread during the call.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class UnixSocket implements Waitable, AutoCloseable {
  /** What reading returns at the end of the stream. */
  public static final int END_OF_STREAM = -1;

  /** What reading with a deadline returns when the timeout elapsed. */
  public static final int TIMED_OUT = -2;

  /** Most descriptors in one message. */
  public static final int MOST_DESCRIPTORS = Ancillary.MOST_DESCRIPTORS;

  private static final Duration DEFAULT_CONNECT = Duration.ofSeconds(10);
  private static final long SHORTEST_PAUSE = 50_000;
  private static final long LONGEST_PAUSE = 5_000_000;

  private final SocketDescriptor socket;
  private final Optional<Binding> ownName;
  private final Direction input;
  private final Direction output;

  UnixSocket(SocketDescriptor socket, Optional<Binding> ownName) {
    this.socket = socket;
    this.ownName = ownName;
    this.input = new Direction(socket, true);
    this.output = new Direction(socket, false);
  }

  /**
   * Connects, waiting up to 10 s for a server and for room in its backlog.
   *
   * @param server to connect to
   * @return the connection, which the caller closes
   * @throws IpcException as {@link #connect(UnixSocketAddress, Duration)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static UnixSocket connect(UnixSocketAddress server)
      throws IpcException, InterruptedException {
    return connect(server, DEFAULT_CONNECT);
  }

  /**
   * Connects.
   *
   * @param server to connect to
   * @param timeout longest time to wait for it; zero or less does not wait
   * @return the connection, which the caller closes
   * @throws ConnectTimeoutException if no server listened, or had room in its backlog, in time
   * @throws SystemCallException if another kind of socket has the name
   * @throws org.javaipc.AccessRefusedException if this user may not write to the socket's file
   * @throws IpcException if the kernel refuses for another reason
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static UnixSocket connect(UnixSocketAddress server, Duration timeout)
      throws IpcException, InterruptedException {
    return connect(
        new UnixSocket(
            SocketDescriptor.open(SocketKind.STREAM, server.toString()), Optional.empty()),
        server,
        timeout);
  }

  /**
   * Connects from a name of its own, which the server sees as the peer's address.
   *
   * @param own to bind to; a file is removed when the connection is closed
   * @param server to connect to
   * @param timeout longest time to wait for it; zero or less does not wait
   * @return the connection, which the caller closes
   * @throws IpcException as {@link #connect(UnixSocketAddress, Duration)} and {@link
   *     UnixServerSocket#bind} say
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static UnixSocket connectFrom(
      UnixSocketAddress own, UnixSocketAddress server, Duration timeout)
      throws IpcException, InterruptedException {
    Binding binding = Binding.bind(SocketKind.STREAM, own, UnixServerOptions.DEFAULT);
    return connect(new UnixSocket(binding.socket(), Optional.of(binding)), server, timeout);
  }

  private static UnixSocket connect(UnixSocket socket, UnixSocketAddress server, Duration timeout)
      throws IpcException, InterruptedException {
    try {
      awaitConnected(socket.socket, server, timeout);
      return socket;
    } catch (IpcException | InterruptedException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** The kernel tells nobody that a name appears or a backlog has room again: this looks. */
  static void awaitConnected(SocketDescriptor socket, UnixSocketAddress server, Duration timeout)
      throws IpcException, InterruptedException {
    long start = System.nanoTime();
    long limit = Direction.nanos(timeout);
    for (long pause = SHORTEST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      SocketDescriptor.Connected result = socket.connect(server.name());
      switch (result) {
        case YES -> {
          return;
        }
        case OTHER_KIND -> throw SocketFile.otherKind(server.name(), socket.kind());
        default -> {}
      }
      long left = limit - (System.nanoTime() - start);
      if (left <= 0) {
        throw new ConnectTimeoutException(
            "%s: %s within timeout=%dms; start the server first, or use a longer timeout on a loaded machine"
                .formatted(
                    server,
                    result == SocketDescriptor.Connected.FULL
                        ? "the server's backlog is full and did not empty"
                        : "no server was listening",
                    timeout.toMillis()));
      }
      LockSupport.parkNanos(Math.min(pause, left));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /**
   * Makes two sockets that are connected to each other: one to keep, one to hand to another process.
   *
   * @return both, the caller's to close
   * @throws IpcException if there are too many open files
   */
  public static Pair pair() throws IpcException {
    SocketDescriptor[] two = SocketDescriptor.pair(SocketKind.STREAM, "a socket pair");
    return new Pair(
        new UnixSocket(two[0], Optional.empty()), new UnixSocket(two[1], Optional.empty()));
  }

  /**
   * Two sockets that are connected to each other.
   *
   * @param first the one
   * @param second the other
   */
  public record Pair(UnixSocket first, UnixSocket second) {}

  /**
   * Takes over a stream socket that came from another process.
   *
   * @param descriptor of it; closed, whatever happens
   * @return the socket, the caller's to close
   * @throws SystemCallException if it is not a stream socket, or listens
   * @throws IpcException if the kernel refuses
   */
  public static UnixSocket of(PassedDescriptor descriptor) throws IpcException {
    return new UnixSocket(Passed.adopt(descriptor, SocketKind.STREAM, false), Optional.empty());
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

  /**
   * {@return this socket's name, {@link UnixSocketAddress#UNNAMED} if it has none}
   *
   * @throws IpcException if the kernel refuses
   */
  public UnixSocketAddress localAddress() throws IpcException {
    requireOpen();
    return UnixSocketAddress.of(socket.localName());
  }

  private void requireOpen() throws ChannelClosedException {
    if (output.isClosed()) {
      throw new ChannelClosedException(socket + ": this socket is closed");
    }
  }

  /** Waits for bytes to read, or the end of the stream. */
  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    return input.awaitReadable(timeout);
  }

  /**
   * Reads what is there, at most as much as fits.
   *
   * @param into where the bytes go, from offset 0; at least one byte
   * @return how many came; 0 if there are none now; {@link #END_OF_STREAM}
   * @throws IpcException if this socket is closed, or the peer is gone
   */
  public long tryRead(MemorySegment into) throws IpcException {
    Long read = input.once(() -> readOnce(into));
    return read == null ? 0 : read;
  }

  /**
   * Reads at least one byte, waiting for it for as long as it takes.
   *
   * @param into where the bytes go, from offset 0; at least one byte
   * @return how many came; {@link #END_OF_STREAM}
   * @throws IpcException if this socket is closed, or the peer is gone
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was read
   */
  public long read(MemorySegment into) throws IpcException, InterruptedException {
    Long read = input.await(null, () -> readOnce(into));
    return read == null ? 0 : read;
  }

  /**
   * Reads at least one byte, waiting for it for at most the given time.
   *
   * @param into where the bytes go, from offset 0; at least one byte
   * @param timeout longest time to wait; zero or less does not wait
   * @return how many came; {@link #TIMED_OUT}; {@link #END_OF_STREAM}
   * @throws IpcException if this socket is closed, or the peer is gone
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was read
   */
  public long read(MemorySegment into, Duration timeout) throws IpcException, InterruptedException {
    Long read = input.await(timeout, () -> readOnce(into));
    return read == null ? TIMED_OUT : read;
  }

  private @Nullable Long readOnce(MemorySegment into) throws IpcException {
    requireRoom(into);
    if (into.isNative()) {
      return value(socket.receive(into.address(), into.byteSize()));
    }
    MemorySegment copy = input.copy();
    long read = socket.receive(copy.address(), Math.min(copy.byteSize(), into.byteSize()));
    if (read > 0) {
      MemorySegment.copy(copy, 0, into, 0, read);
    }
    return value(read);
  }

  private static @Nullable Long value(long returned) {
    return returned == SocketDescriptor.WOULD_BLOCK ? null : (Long) returned;
  }

  private static void requireRoom(MemorySegment segment) {
    if (segment.byteSize() == 0) {
      throw new IllegalArgumentException("byteSize=0: at least one byte is needed");
    }
  }

  /**
   * Writes as much as there is room for now.
   *
   * @param bytes to write
   * @return how many were taken; 0 if there is no room
   * @throws IpcException if this socket is closed, or the peer is gone
   */
  public long tryWrite(MemorySegment bytes) throws IpcException {
    Long written = output.once(() -> writeOnce(bytes));
    return written == null ? 0 : written;
  }

  /**
   * Writes all bytes, waiting for room for as long as it takes.
   *
   * @param bytes to write
   * @throws IpcException if this socket is closed, or the peer is gone
   * @throws InterruptedException if the thread is interrupted while it waits; some bytes may be out
   */
  public void write(MemorySegment bytes) throws IpcException, InterruptedException {
    for (long done = 0; done < bytes.byteSize(); ) {
      MemorySegment rest = bytes.asSlice(done);
      Long written = output.await(null, () -> writeOnce(rest));
      done += written == null ? 0 : written;
    }
  }

  private @Nullable Long writeOnce(MemorySegment bytes) throws IpcException {
    if (bytes.isNative()) {
      return value(socket.send(bytes.address(), bytes.byteSize()));
    }
    MemorySegment copy = output.copy();
    long length = Math.min(copy.byteSize(), bytes.byteSize());
    MemorySegment.copy(bytes, 0, copy, 0, length);
    return value(socket.send(copy.address(), length));
  }

  /**
   * Sends bytes together with descriptors, waiting for room for as long as it takes. The peer gets
   * descriptors of its own for what they stand for; they still belong to the caller.
   *
   * @param bytes to write, at least one
   * @param descriptors to send, at most {@value #MOST_DESCRIPTORS}; they arrive with the first byte
   * @throws org.javaipc.ResourceLimitException if more descriptors are on their way than this process may
   *     have open
   * @throws IpcException if this socket is closed, or the peer is gone
   * @throws InterruptedException if the thread is interrupted while it waits; if it waited for room for
   *     the first byte, nothing is out
   */
  public void write(MemorySegment bytes, List<PassedDescriptor> descriptors)
      throws IpcException, InterruptedException {
    requireRoom(bytes);
    int[] fds = Passed.numbers(descriptors);
    MemorySegment copy = bytes.isNative() ? bytes : output.copy();
    long first = Math.min(copy.byteSize(), bytes.byteSize());
    Long written =
        output.await(
            null,
            () -> {
              if (!bytes.isNative()) {
                MemorySegment.copy(bytes, 0, copy, 0, first);
              }
              return value(Ancillary.send(socket, copy.asSlice(0, first), fds));
            });
    write(bytes.asSlice(written == null ? 0 : written));
  }

  /**
   * Reads at least one byte and the descriptors that came with it, waiting for as long as it takes.
   *
   * @param into where the bytes go, from offset 0; at least one byte
   * @param descriptors where descriptors are added, the caller's to close; up to {@value
   *     #MOST_DESCRIPTORS} come with one message
   * @return how many bytes came; {@link #END_OF_STREAM}
   * @throws org.javaipc.ResourceLimitException if this process has no room for all of the descriptors:
   *     none was kept, the bytes are read
   * @throws IpcException if this socket is closed, or the peer is gone
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was read
   */
  public long read(MemorySegment into, List<PassedDescriptor> descriptors)
      throws IpcException, InterruptedException {
    requireRoom(into);
    MemorySegment copy = into.isNative() ? into : input.copy();
    long room = Math.min(copy.byteSize(), into.byteSize());
    List<Descriptor> came = new ArrayList<>();
    Long read =
        input.await(null, () -> value(Ancillary.receive(socket, copy.asSlice(0, room), came)));
    for (Descriptor descriptor : came) {
      descriptors.add(new PassedDescriptor(descriptor));
    }
    if (!into.isNative() && read != null && read > 0) {
      MemorySegment.copy(copy, 0, into, 0, read);
    }
    return read == null ? 0 : read;
  }

  /**
   * {@return a descriptor of this socket, to be sent to another process; the caller's to close}
   *
   * @throws IpcException if there are too many open files
   */
  public PassedDescriptor duplicate() throws IpcException {
    return output.once(() -> PassedDescriptor.duplicate(socket.fd(), socket.toString()));
  }

  /**
   * Ends the stream that the peer reads; reading goes on.
   *
   * @throws IpcException if the kernel refuses
   */
  public void shutdownOutput() throws IpcException {
    socket.shutdownOutput();
  }

  /**
   * Refuses what the peer sends from now on: it gets {@link PeerClosedException}; writing goes on.
   *
   * @throws IpcException if the kernel refuses
   */
  public void shutdownInput() throws IpcException {
    socket.shutdownInput();
  }

  /** {@return the socket, given away: this object is closed without closing it} */
  int release() throws IpcException {
    int fd = socket.release();
    close();
    return fd;
  }

  /** {@return the address it was connected to or accepted at, for messages} */
  @Override
  public String toString() {
    return socket.toString();
  }

  /**
   * Closes the socket: the peer reads what was written and then the end of the stream. Threads that wait
   * get {@link ChannelClosedException}. May be called from any thread; repeating it does nothing.
   *
   * @throws IpcException if the file of its own name cannot be removed
   */
  @Override
  public void close() throws IpcException {
    boolean first = input.close();
    output.close();
    if (first) {
      if (ownName.isPresent()) {
        ownName.get().close();
      }
      socket.close();
    }
  }
}
