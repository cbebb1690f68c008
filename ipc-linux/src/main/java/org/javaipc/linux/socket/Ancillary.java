package org.javaipc.linux.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.PeerCredentials;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Uio;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.poll.Socket;

/**
 * Descriptors that are sent beside the bytes of a socket. The buffer for received ones holds as many as the kernel
 * allows in a message, so none is lost for lack of room; received descriptors that cannot be passed to the caller are
 * closed.
 *
 * <p>For one thread in each direction, as the socket.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">SCM_RIGHTS in unix(7)</a>
 */
public final class Ancillary {
  /** Most descriptors in one message: SCM_MAX_FD of the kernel. */
  public static final int MOST_DESCRIPTORS = 253;

  private static final long HEADER = Socket.CMSGHDR.byteSize();
  private static final long LEN = Socket.CMSGHDR.byteOffset(PathElement.groupElement("cmsg_len"));
  private static final long LEVEL =
      Socket.CMSGHDR.byteOffset(PathElement.groupElement("cmsg_level"));
  private static final long TYPE = Socket.CMSGHDR.byteOffset(PathElement.groupElement("cmsg_type"));
  private static final long NAME = offset("msg_name");
  private static final long NAMELEN = offset("msg_namelen");
  private static final long IOV = offset("msg_iov");
  private static final long IOVLEN = offset("msg_iovlen");
  private static final long CONTROL = offset("msg_control");
  private static final long CONTROLLEN = offset("msg_controllen");
  private static final long FLAGS = offset("msg_flags");

  private Ancillary() {}

  /**
   * Sends bytes, or one datagram, with descriptors; they still belong to the caller.
   *
   * @param socket to send by
   * @param bytes in native memory, at least one
   * @param fds numbers of the descriptors, at most {@value #MOST_DESCRIPTORS}
   * @return as {@link SocketDescriptor#send}; the descriptors went with the first byte
   * @throws IpcException as {@link SocketDescriptor#send} says
   */
  public static long send(SocketDescriptor socket, MemorySegment bytes, int[] fds)
      throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message = message(arena, bytes, rights(arena, fds));
      long returned;
      do {
        returned = Socket.sendmsg(socket.fd(), message, Socket.MSG_NOSIGNAL);
      } while (Errno.interrupted(returned));
      return returned >= 0 ? returned : socket.noSuccess(returned, "sendmsg");
    }
  }

  /**
   * Receives bytes, or one datagram, and the descriptors with them.
   *
   * @param socket to receive from
   * @param into native memory, at least one byte
   * @param descriptors where the descriptors are added, the caller's to close
   * @return as {@link SocketDescriptor#receive}
   * @throws ResourceLimitException if this process has no room for all descriptors that came; the bytes
   *     were received, the descriptors are closed
   * @throws IpcException as {@link SocketDescriptor#receive} says
   */
  public static long receive(
      SocketDescriptor socket, MemorySegment into, List<Descriptor> descriptors)
      throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message = message(arena, into, room(arena));
      long returned;
      do {
        returned = Socket.recvmsg(socket.fd(), message, Socket.MSG_CMSG_CLOEXEC);
      } while (Errno.interrupted(returned));
      if (Errno.failed(returned)) {
        return socket.received(returned, "recvmsg");
      }
      for (int fd : beside(message, socket.toString()).fds()) {
        descriptors.add(new Descriptor(fd, "a descriptor that came through " + socket));
      }
      return socket.received(returned, "recvmsg");
    }
  }

  /** {@return the control message of descriptors; null where there are none} */
  static MemorySegment rights(Arena arena, int[] fds) {
    if (fds.length == 0) {
      return MemorySegment.NULL;
    }
    long data = (long) fds.length * Integer.BYTES;
    MemorySegment control = arena.allocate(aligned(HEADER + data), Long.BYTES);
    control.set(ValueLayout.JAVA_LONG, LEN, HEADER + data);
    control.set(ValueLayout.JAVA_INT, LEVEL, Socket.SOL_SOCKET);
    control.set(ValueLayout.JAVA_INT, TYPE, Socket.SCM_RIGHTS);
    MemorySegment.copy(fds, 0, control, ValueLayout.JAVA_INT, HEADER, fds.length);
    return control;
  }

  /** {@return room for all that can come beside a message} */
  static MemorySegment room(Arena arena) {
    long room =
        aligned(HEADER + MOST_DESCRIPTORS * (long) Integer.BYTES)
            + aligned(HEADER + Socket.UCRED.byteSize());
    return arena.allocate(room, Long.BYTES);
  }

  /** Sets the target of a message, or where to put the name of its sender. */
  static void name(MemorySegment message, MemorySegment name) {
    message.set(ValueLayout.JAVA_LONG, NAME, name.address());
    message.set(ValueLayout.JAVA_INT, NAMELEN, (int) name.byteSize());
  }

  /** {@return the length of the name of a message's sender} */
  static int nameLength(MemorySegment message) {
    return message.get(ValueLayout.JAVA_INT, NAMELEN);
  }

  /**
   * What came beside a message.
   *
   * @param fds numbers of descriptors
   * @param credentials of the sender
   */
  record Beside(List<Integer> fds, Optional<PeerCredentials> credentials) {
    /** Closes the descriptors. */
    void close() {
      closeAll(fds);
    }
  }

  /**
   * {@return the descriptors that were received beside a message}
   *
   * @throws ResourceLimitException if there was no room for all descriptors; those that were received are closed
   */
  static Beside beside(MemorySegment message, String object) throws ResourceLimitException {
    MemorySegment control =
        MemorySegment.ofAddress(message.get(ValueLayout.JAVA_LONG, CONTROL))
            .reinterpret(message.get(ValueLayout.JAVA_LONG, CONTROLLEN));
    List<Integer> fds = List.of();
    Optional<PeerCredentials> credentials = Optional.empty();
    long at = 0;
    while (at + HEADER <= control.byteSize()) {
      long size = control.get(ValueLayout.JAVA_LONG, at + LEN);
      if (control.get(ValueLayout.JAVA_INT, at + LEVEL) == Socket.SOL_SOCKET) {
        MemorySegment data = control.asSlice(at + HEADER, size - HEADER);
        switch (control.get(ValueLayout.JAVA_INT, at + TYPE)) {
          case Socket.SCM_RIGHTS ->
              fds = Arrays.stream(data.toArray(ValueLayout.JAVA_INT)).boxed().toList();
          case Socket.SCM_CREDENTIALS -> credentials = Optional.of(Sockets.credentials(data));
          default -> {}
        }
      }
      at += aligned(Math.max(size, HEADER));
    }
    if ((message.get(ValueLayout.JAVA_INT, FLAGS) & Socket.MSG_CTRUNC) != 0) {
      closeAll(fds);
      throw new ResourceLimitException(
          object
              + ": descriptors came with a message, but this process has no room for all of them, so none was kept; raise `ulimit -n`, or close some");
    }
    return new Beside(fds, credentials);
  }

  static MemorySegment message(Arena arena, MemorySegment bytes, MemorySegment control) {
    MemorySegment iovec = arena.allocate(Uio.IOVEC);
    iovec.set(ValueLayout.JAVA_LONG, 0, bytes.address());
    iovec.set(ValueLayout.JAVA_LONG, Long.BYTES, bytes.byteSize());
    MemorySegment message = arena.allocate(Socket.MSGHDR);
    message.set(ValueLayout.JAVA_LONG, IOV, iovec.address());
    message.set(ValueLayout.JAVA_LONG, IOVLEN, 1);
    message.set(ValueLayout.JAVA_LONG, CONTROL, control.address());
    message.set(ValueLayout.JAVA_LONG, CONTROLLEN, control.byteSize());
    return message;
  }

  private static void closeAll(List<Integer> fds) {
    for (int fd : fds) {
      Unistd.close(fd);
    }
  }

  private static long aligned(long size) {
    return (size + Long.BYTES - 1) & -Long.BYTES;
  }

  private static long offset(String field) {
    return Socket.MSGHDR.byteOffset(PathElement.groupElement(field));
  }
}
