package org.javaipc.linux.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import org.javaipc.AccessPolicy;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Uio;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.poll.Socket;

/**
 * Receives the datagrams of trusted users: the kernel reports the sender of each. For one thread;
 * allocates nothing for a datagram.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">SO_PASSCRED in unix(7)</a>
 */
final class TrustedReceive {
  private static final long HEADER = Socket.CMSGHDR.byteSize();
  private static final long LEVEL =
      Socket.CMSGHDR.byteOffset(PathElement.groupElement("cmsg_level"));
  private static final long TYPE = Socket.CMSGHDR.byteOffset(PathElement.groupElement("cmsg_type"));
  private static final long UID = Socket.UCRED.byteOffset(PathElement.groupElement("uid"));
  private static final long GID = Socket.UCRED.byteOffset(PathElement.groupElement("gid"));
  private static final long CONTROLLEN =
      Socket.MSGHDR.byteOffset(PathElement.groupElement("msg_controllen"));

  private final SocketDescriptor socket;
  private final AccessPolicy policy;
  private final int self = Unistd.geteuid();
  private final MemorySegment iovec = Arena.ofAuto().allocate(Uio.IOVEC);
  private final MemorySegment control =
      Arena.ofAuto().allocate(HEADER + Socket.UCRED.byteSize() + Integer.BYTES, Long.BYTES);
  private final MemorySegment message = Arena.ofAuto().allocate(Socket.MSGHDR);
  private volatile long refused;

  TrustedReceive(SocketDescriptor socket, AccessPolicy policy) throws IpcException {
    this.socket = socket;
    this.policy = policy;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment on = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
      SystemErrors.check(
          Socket.setsockopt(socket.fd(), Socket.SOL_SOCKET, Socket.SO_PASSCRED, on, Integer.BYTES),
          "setsockopt(SO_PASSCRED)",
          socket.toString());
    }
    put("msg_iov", iovec.address());
    put("msg_iovlen", 1);
    put("msg_control", control.address());
  }

  private void put(String field, long value) {
    long offset = Socket.MSGHDR.byteOffset(PathElement.groupElement(field));
    message.set(ValueLayout.JAVA_LONG, offset, value);
  }

  /** {@return the length of the next datagram, or WOULD_BLOCK} */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, any thread reads
  long next(MemorySegment into) throws IpcException {
    iovec.set(ValueLayout.JAVA_LONG, 0, into.address());
    iovec.set(ValueLayout.JAVA_LONG, Long.BYTES, into.byteSize());
    while (true) {
      message.set(ValueLayout.JAVA_LONG, CONTROLLEN, control.byteSize());
      long returned = receive(into);
      if (Errno.interrupted(returned)) {
        continue;
      }
      if (Errno.failed(returned)) {
        return socket.noSuccess(returned, "recvmsg");
      }
      if (isTrusted() && returned <= into.byteSize()) {
        return returned;
      }
      refused++;
    }
  }

  private long receive(MemorySegment into) {
    try {
      return Socket.recvmsg(socket.fd(), message, Socket.MSG_CMSG_CLOEXEC | Socket.MSG_TRUNC);
    } finally {
      Reference.reachabilityFence(into);
    }
  }

  private boolean isTrusted() {
    return message.get(ValueLayout.JAVA_LONG, CONTROLLEN) >= HEADER + Socket.UCRED.byteSize()
        && control.get(ValueLayout.JAVA_INT, LEVEL) == Socket.SOL_SOCKET
        && control.get(ValueLayout.JAVA_INT, TYPE) == Socket.SCM_CREDENTIALS
        && policy.trusts(
            control.get(ValueLayout.JAVA_INT, HEADER + UID),
            control.get(ValueLayout.JAVA_INT, HEADER + GID),
            self);
  }

  long refused() {
    return refused;
  }
}
