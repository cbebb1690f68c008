package org.javaipc.linux.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcException;
import org.javaipc.MessageTooLongException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerCredentials;
import org.javaipc.SystemCallException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.channel.message.Duplex;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.poll.Socket;
import org.javaipc.linux.raw.poll.Un;
import org.javaipc.linux.wait.PollableDescriptor;

/**
 * A Unix domain socket of this process: owned by one object, closed once, not inherited by children, and never waiting
 * in the kernel. A call that would have to wait says so by its return value; {@link #pollable} then provides the wait.
 *
 * <p>Sending, receiving and accepting are for one thread each; before closing, they have to be stopped, for instance by
 * a {@link org.javaipc.linux.wait.UseGuard}. Everything else may be called from any thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class SocketDescriptor implements Duplex, AutoCloseable {
  /** What {@link #receive} returns at the end of the stream. */
  public static final long END = -1;

  /** What a call returns that would have had to wait. */
  public static final long WOULD_BLOCK = -2;

  private static final int FLAGS = Socket.SOCK_NONBLOCK | Socket.SOCK_CLOEXEC;

  private final int fd;
  private final String object;
  private final SocketKind kind;
  private final PollableDescriptor pollable;
  private boolean closed; // guarded by this

  /** Takes ownership. */
  SocketDescriptor(int fd, SocketKind kind, String object) {
    this.fd = fd;
    this.kind = kind;
    this.object = object;
    this.pollable = new PollableDescriptor(new Descriptor(fd, object));
  }

  /** What an attempt to connect came to. */
  public enum Connected {
    /** It is connected. */
    YES,
    /** Nothing has the name, or no process is listening there any more. */
    NOBODY,
    /** The server's backlog is full; try again. */
    FULL,
    /** Something lives there, but another kind of socket. */
    OTHER_KIND
  }

  /**
   * Makes a socket.
   *
   * @param kind of socket
   * @param object for messages
   * @return the socket, the caller's to close
   * @throws org.javaipc.ResourceLimitException if this process or the system has too many open files
   * @throws IpcException if the kernel refuses
   */
  public static SocketDescriptor open(SocketKind kind, String object) throws IpcException {
    int fd = Socket.socket(Socket.AF_UNIX, kind.type() | FLAGS, 0);
    SystemErrors.check(fd, "socket", object);
    return new SocketDescriptor(fd, kind, object);
  }

  /**
   * Makes two sockets that are connected to each other.
   *
   * @param kind of sockets
   * @param object for messages
   * @return both, the caller's to close
   * @throws IpcException as {@link #open} says
   */
  public static SocketDescriptor[] pair(SocketKind kind, String object) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment two = arena.allocate(ValueLayout.JAVA_INT, 2);
      SystemErrors.check(
          Socket.socketpair(Socket.AF_UNIX, kind.type() | FLAGS, 0, two), "socketpair", object);
      return new SocketDescriptor[] {
        new SocketDescriptor(two.getAtIndex(ValueLayout.JAVA_INT, 0), kind, object),
        new SocketDescriptor(two.getAtIndex(ValueLayout.JAVA_INT, 1), kind, object)
      };
    }
  }

  /**
   * Takes over an existing socket, and makes it non-blocking.
   *
   * @param fd number of the descriptor; this object owns it from now on, even if this method throws
   * @param object for messages
   * @return the socket
   * @throws SystemCallException if it is not a Unix domain socket
   * @throws IpcException if the kernel refuses
   */
  public static SocketDescriptor adopt(int fd, String object) throws IpcException {
    try {
      if (Sockets.option(fd, Socket.SO_DOMAIN, object) != Socket.AF_UNIX) {
        throw new SystemCallException(object + ": it is not a Unix domain socket", "EAFNOSUPPORT");
      }
      Sockets.makeNonBlocking(fd, object);
      int type = Sockets.option(fd, Socket.SO_TYPE, object);
      return new SocketDescriptor(fd, SocketKind.of(type), object);
    } catch (IpcException | RuntimeException e) {
      Unistd.close(fd);
      throw e;
    }
  }

  /**
   * Gives it a name. A path gets at most the given permissions: they are the socket's own before it has
   * a name, so that the file never has more, and the umask takes from them.
   *
   * @param name to bind to
   * @param mode permission bits
   * @return 0, or {@code -errno} for {@link SocketFile} to judge
   * @throws IpcException if it is closed
   */
  int bind(SocketName name, int mode) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      SystemErrors.check(Sockets.chmod(fd, mode), "fchmod", object);
      MemorySegment address = name.sockaddr(arena);
      return Socket.bind(fd, address, (int) address.byteSize());
    }
  }

  /**
   * Binds to an abstract name.
   *
   * @param name that is abstract
   * @return false if another socket has the name
   * @throws IpcException if the kernel refuses
   */
  public boolean bindAbstract(SocketName name) throws IpcException {
    int returned = bind(name, 0600);
    if (Errno.addressInUse(returned)) {
      return false;
    }
    SystemErrors.check(returned, "bind", object);
    return true;
  }

  /**
   * Has the kernel choose an abstract name that no socket has, so that a receiver of its messages can
   * answer.
   *
   * @throws IpcException if the kernel refuses
   */
  public void bindToAny() throws IpcException {
    SystemErrors.check(bind(SocketName.NONE, 0600), "bind", object);
  }

  /**
   * Begins to take connections.
   *
   * @param backlog how many may wait to be accepted; the kernel allows at most net.core.somaxconn
   * @throws IpcException if the kernel refuses
   */
  public void listen(int backlog) throws IpcException {
    SystemErrors.check(Socket.listen(fd, backlog), "listen", object);
  }

  /**
   * Takes a connection, if one waits.
   *
   * @return the connection, which the caller closes; empty if none waits, or the one that did is gone
   * @throws org.javaipc.ResourceLimitException if there are too many open files; the connection waits on
   * @throws IpcException if the kernel refuses
   */
  public Optional<SocketDescriptor> accept() throws IpcException {
    int returned = Socket.accept4(fd, MemorySegment.NULL, MemorySegment.NULL, FLAGS);
    if (Errno.wouldBlock(returned) || Errno.interrupted(returned) || Errno.aborted(returned)) {
      return Optional.empty();
    }
    SystemErrors.check(returned, "accept", object);
    return Optional.of(new SocketDescriptor(returned, kind, object));
  }

  /**
   * Connects, if that is possible at once.
   *
   * @param name of the server, or of the socket that datagrams go to
   * @return what it came to
   * @throws org.javaipc.CorruptChannelException if the file of that name is not a socket
   * @throws org.javaipc.AccessRefusedException if this user may not write to the socket
   * @throws org.javaipc.NoSuchObjectException if the directory of the name does not exist
   * @throws IpcException if the kernel refuses
   */
  public Connected connect(SocketName name) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = name.sockaddr(arena);
      int returned;
      do {
        returned = Socket.connect(fd, address, (int) address.byteSize());
      } while (Errno.interrupted(returned));
      if (Errno.missing(returned)
          || Errno.otherKind(returned)
          || Errno.connectionRefused(returned)) {
        SocketFile.requirePossible(name);
        return Connected.NOBODY;
      }
      if (Errno.wouldBlock(returned)) {
        return Connected.FULL;
      }
      if (Errno.wrongSocketType(returned)) {
        return Connected.OTHER_KIND;
      }
      SystemErrors.check(returned, "connect", object);
      return Connected.YES;
    }
  }

  /**
   * Sends bytes, or one datagram.
   *
   * @param address of native memory
   * @param length in bytes
   * @return how many were taken, of a stream maybe fewer; {@link #WOULD_BLOCK} if there is no room now
   * @throws org.javaipc.PeerClosedException if the peer is gone
   * @throws IpcException if the kernel refuses
   */
  public long send(long address, long length) throws IpcException {
    long returned;
    do {
      returned = Socket.send(fd, address, length, Socket.MSG_NOSIGNAL);
    } while (Errno.interrupted(returned));
    if (returned >= 0) {
      return returned;
    }
    return noSuccess(returned, "send");
  }

  /**
   * Receives bytes, or one datagram.
   *
   * @param address of native memory
   * @param length in bytes, greater than 0
   * @return how many came; {@link #WOULD_BLOCK} if nothing is there; {@link #END} at the end of the
   *     stream
   * @throws org.javaipc.ConnectionResetException if the peer closed without reading everything
   * @throws IpcException if the kernel refuses
   */
  public long receive(long address, long length) throws IpcException {
    long returned;
    do {
      returned = Socket.recv(fd, address, length, 0);
    } while (Errno.interrupted(returned));
    return received(returned, "recv");
  }

  /**
   * Sends one datagram.
   *
   * @param address of native memory
   * @param length in bytes
   * @return 0; {@link #WOULD_BLOCK} if the receiver's queue or this socket's room is full
   * @throws MessageTooLongException if it is longer than the kernel takes at once
   * @throws org.javaipc.PeerClosedException if the receiver is gone
   * @throws IpcException if the kernel refuses
   */
  public long sendDatagram(long address, long length) throws IpcException {
    long returned;
    do {
      returned = Socket.send(fd, address, length, Socket.MSG_NOSIGNAL);
    } while (Errno.interrupted(returned));
    return sentDatagram(returned, length);
  }

  /** Does the same for a datagram in the caller's memory, which cannot be closed during the call. */
  long sendDatagramHolding(MemorySegment from, long offset, long length) throws IpcException {
    long address = from.address() + offset;
    long returned;
    do {
      returned = Socket.send(fd, address, length, Socket.MSG_NOSIGNAL, from);
    } while (Errno.interrupted(returned));
    return sentDatagram(returned, length);
  }

  private long sentDatagram(long returned, long length) throws IpcException {
    if (returned >= 0) {
      return 0;
    }
    if (Errno.tooLong(returned)) {
      throw new MessageTooLongException(object, length, sendBuffer());
    }
    if (Errno.connectionRefused(returned) || Errno.notConnected(returned)) {
      throw new PeerClosedException(object + ": the receiver is gone");
    }
    return noSuccess(returned, "send");
  }

  /**
   * Receives one datagram.
   *
   * @param address of native memory
   * @param room in bytes
   * @return its whole length, of which at most {@code room} were stored and the rest is lost; {@link
   *     #WOULD_BLOCK} if there is none
   * @throws IpcException if the kernel refuses
   */
  public long receiveDatagram(long address, long room) throws IpcException {
    long returned;
    do {
      returned = Socket.recv(fd, address, room, Socket.MSG_TRUNC);
    } while (Errno.interrupted(returned));
    return returned >= 0 ? returned : noSuccess(returned, "recv");
  }

  /** {@return what a call that receives came to} */
  long received(long returned, String call) throws IpcException {
    if (returned > 0) {
      return returned;
    }
    if (returned == 0) {
      return kind == SocketKind.STREAM ? END : 0;
    }
    return noSuccess(returned, call);
  }

  /** {@return that a call that failed would have had to wait, or throws} */
  long noSuccess(long returned, String call) throws IpcException {
    if (Errno.wouldBlock(returned)) {
      return WOULD_BLOCK;
    }
    throw SystemErrors.of(returned, call, object);
  }

  /**
   * {@return the peer's identity when it connected or began to listen}
   *
   * @throws IpcException if it is not connected
   */
  public PeerCredentials peer() throws IpcException {
    return Sockets.peer(fd, object);
  }

  /**
   * {@return whether the peer is accepted}
   *
   * @param policy that says who is
   * @throws IpcException if it is not connected
   */
  public boolean isTrusted(AccessPolicy policy) throws IpcException {
    PeerCredentials peer = peer();
    return policy.trusts(peer.uid(), peer.gid(), Unistd.geteuid());
  }

  /**
   * {@return the name of this socket}
   *
   * @throws IpcException if it is closed
   */
  public SocketName localName() throws IpcException {
    return name(true);
  }

  /**
   * {@return the name of the peer, which mostly has none}
   *
   * @throws IpcException if it is not connected
   */
  public SocketName peerName() throws IpcException {
    return name(false);
  }

  private SocketName name(boolean local) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(Un.SOCKADDR_UN);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, (int) address.byteSize());
      int returned =
          local ? Socket.getsockname(fd, address, length) : Socket.getpeername(fd, address, length);
      SystemErrors.check(returned, local ? "getsockname" : "getpeername", object);
      return SocketName.of(address, length.get(ValueLayout.JAVA_INT, 0));
    }
  }

  /**
   * {@return whether it listens}
   *
   * @throws IpcException if the kernel refuses
   */
  public boolean isListening() throws IpcException {
    return Sockets.option(fd, Socket.SO_ACCEPTCONN, object) != 0;
  }

  /** {@return what it carries} */
  public SocketKind kind() {
    return kind;
  }

  /**
   * Asks for room in the kernel for what was sent and not read; the kernel doubles it for its own needs
   * and allows at most net.core.wmem_max.
   *
   * @param bytes of messages
   * @throws IpcException if the kernel refuses
   */
  public void sendBuffer(int bytes) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocateFrom(ValueLayout.JAVA_INT, bytes);
      SystemErrors.check(
          Socket.setsockopt(fd, Socket.SOL_SOCKET, Socket.SO_SNDBUF, value, Integer.BYTES),
          "setsockopt(SO_SNDBUF)",
          object);
    }
  }

  /**
   * {@return the room in the kernel, as it counts it}
   *
   * @throws IpcException if the kernel refuses
   */
  public int sendBuffer() throws IpcException {
    return Sockets.option(fd, Socket.SO_SNDBUF, object);
  }

  /**
   * Ends the stream that the peer receives.
   *
   * @throws IpcException if the kernel refuses
   */
  @Override
  public void shutdownOutput() throws IpcException {
    shutdown(Socket.SHUT_WR);
  }

  /**
   * Refuses what the peer sends from now on.
   *
   * @throws IpcException if the kernel refuses
   */
  @Override
  public void shutdownInput() throws IpcException {
    shutdown(Socket.SHUT_RD);
  }

  private synchronized void shutdown(int how) throws IpcException {
    requireOpen();
    int returned = Socket.shutdown(fd, how);
    if (!Errno.notConnected(returned)) { // the peer has gone: nothing is left to end
      SystemErrors.check(returned, "shutdown", object);
    }
  }

  /** {@return what it is, for messages} */
  @Override
  public String toString() {
    return object;
  }

  /** {@return how to wait for it} */
  @Override
  public PollableDescriptor pollable() {
    return pollable;
  }

  /** {@return the number} */
  public int fd() {
    return fd;
  }

  /**
   * Gives the number away, open and non-blocking as it is; this object is closed.
   *
   * @return the number, the caller's to close
   * @throws IpcException if there are too many open files
   */
  public synchronized int release() throws IpcException {
    requireOpen();
    int other = Fcntl.fcntl(fd, Fcntl.F_DUPFD_CLOEXEC, MemorySegment.NULL);
    SystemErrors.check(other, "fcntl(F_DUPFD_CLOEXEC)", object);
    close();
    return other;
  }

  private void requireOpen() throws ChannelClosedException {
    if (closed) {
      throw new ChannelClosedException(object + ": this socket is closed");
    }
  }

  /** Closes it; ends waits. Repeating it does nothing. */
  @Override
  public synchronized void close() {
    closed = true;
    pollable.close();
  }
}
