package org.javaipc.linux.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.IpcException;
import org.javaipc.PeerCredentials;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Stat;
import org.javaipc.linux.raw.poll.Socket;

/** What is asked of a socket by the number of its descriptor. */
final class Sockets {
  private static final long PID = offset("pid");
  private static final long UID = offset("uid");
  private static final long GID = offset("gid");

  private Sockets() {}

  static PeerCredentials peer(int fd, String object) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      return credentials(get(arena, fd, Socket.SO_PEERCRED, Socket.UCRED.byteSize(), object));
    }
  }

  /** {@return the identity in a ucred structure} */
  static PeerCredentials credentials(MemorySegment ucred) {
    return new PeerCredentials(
        ucred.get(ValueLayout.JAVA_INT, PID),
        ucred.get(ValueLayout.JAVA_INT, UID),
        ucred.get(ValueLayout.JAVA_INT, GID));
  }

  static int option(int fd, int option, String object) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      return get(arena, fd, option, Integer.BYTES, object).get(ValueLayout.JAVA_INT, 0);
    }
  }

  static int chmod(int fd, int mode) {
    return Stat.fchmod(fd, mode);
  }

  static void makeNonBlocking(int fd, String object) throws IpcException {
    long flags =
        SystemErrors.check(Fcntl.fcntl(fd, Fcntl.F_GETFL, MemorySegment.NULL), "fcntl", object);
    MemorySegment wanted = MemorySegment.ofAddress(flags | Fcntl.O_NONBLOCK);
    SystemErrors.check(Fcntl.fcntl(fd, Fcntl.F_SETFL, wanted), "fcntl(F_SETFL)", object);
  }

  private static MemorySegment get(Arena arena, int fd, int option, long size, String object)
      throws IpcException {
    MemorySegment value = arena.allocate(size, Integer.BYTES);
    MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, (int) size);
    SystemErrors.check(
        Socket.getsockopt(fd, Socket.SOL_SOCKET, option, value, length), "getsockopt", object);
    return value;
  }

  private static long offset(String field) {
    return Socket.UCRED.byteOffset(PathElement.groupElement(field));
  }
}
