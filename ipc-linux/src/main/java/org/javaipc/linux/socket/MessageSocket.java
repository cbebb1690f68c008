package org.javaipc.linux.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.MessageTooLongException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerCredentials;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.poll.Socket;
import org.javaipc.linux.raw.poll.Un;
import org.jspecify.annotations.Nullable;

/**
 * Whole messages of a datagram or seqpacket socket, with what travels beside them: the sender's name and
 * credentials, and descriptors.
 *
 * <p>For one thread in each direction, as the socket.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class MessageSocket {
  private static final int OVERFLOW_ID = 65_534;

  private final SocketDescriptor socket;

  /**
   * Makes the kernel report each sender.
   *
   * @param socket for messages; stays the caller's
   * @throws IpcException if the kernel refuses
   */
  public MessageSocket(SocketDescriptor socket) throws IpcException {
    this.socket = socket;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment on = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
      SystemErrors.check(
          Socket.setsockopt(socket.fd(), Socket.SOL_SOCKET, Socket.SO_PASSCRED, on, Integer.BYTES),
          "setsockopt(SO_PASSCRED)",
          socket.toString());
    }
  }

  /**
   * A message that came.
   *
   * @param length in bytes
   * @param sender name of the socket that it was sent from
   * @param credentials of the process that sent it; empty if the kernel did not say
   * @param descriptors that came with it, the caller's to close
   * @param end whether it is not a message: the peer sends no more
   */
  public record Received(
      long length,
      SocketName sender,
      Optional<PeerCredentials> credentials,
      List<Descriptor> descriptors,
      boolean end) {}

  /**
   * Sends a message, if there is room for it now.
   *
   * @param bytes of the message, in any memory
   * @param fds numbers of the descriptors to send with it
   * @param to whom; null for the peer that the socket is connected to
   * @return whether it was sent
   * @throws MessageTooLongException if it is longer than the kernel takes at once
   * @throws PeerClosedException if no process has the receiving socket open any more
   * @throws NoSuchObjectException if nothing has the name
   * @throws org.javaipc.SystemCallException if another kind of socket has the name
   * @throws IpcException if the kernel refuses
   */
  public boolean send(MemorySegment bytes, int[] fds, @Nullable SocketName to) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sent = bytes;
      if (!bytes.isNative()) {
        sent = arena.allocate(Math.max(1, bytes.byteSize())).copyFrom(bytes);
        sent = sent.asSlice(0, bytes.byteSize());
      }
      MemorySegment message = Ancillary.message(arena, sent, Ancillary.rights(arena, fds));
      if (to != null) {
        Ancillary.name(message, to.sockaddr(arena));
      }
      long returned;
      do {
        returned = Socket.sendmsg(socket.fd(), message, Socket.MSG_NOSIGNAL);
      } while (Errno.interrupted(returned));
      return isSent(returned, bytes.byteSize(), to);
    }
  }

  private boolean isSent(long returned, long length, @Nullable SocketName to) throws IpcException {
    if (returned >= 0) {
      return true;
    }
    String object = to == null ? socket.toString() : to.toString();
    if (Errno.wouldBlock(returned)) {
      return false;
    }
    if (Errno.tooLong(returned)) {
      throw new MessageTooLongException(object, length, socket.sendBuffer());
    }
    if (Errno.wrongSocketType(returned)) {
      throw SocketFile.otherKind(to == null ? SocketName.NONE : to, socket.kind());
    }
    if (Errno.connectionRefused(returned) || Errno.notConnected(returned)) {
      throw new PeerClosedException(object + ": the receiving socket is no longer open");
    }
    throw SystemErrors.of(returned, "sendmsg", object);
  }

  /**
   * Receives a message.
   *
   * @param into where its bytes go, from offset 0; in any memory
   * @return the message; null if none is there
   * @throws MessageTooLongException if it is longer than the segment: it is lost, with its descriptors
   * @throws org.javaipc.ResourceLimitException if this process has no room for all descriptors that came:
   *     the message is lost
   * @throws IpcException if the kernel refuses
   */
  public @Nullable Received receive(MemorySegment into) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes =
          into.isNative() ? into : arena.allocate(Math.max(1, into.byteSize()), Long.BYTES);
      bytes = bytes.asSlice(0, into.byteSize());
      MemorySegment name = arena.allocate(Un.SOCKADDR_UN);
      MemorySegment message = Ancillary.message(arena, bytes, Ancillary.room(arena));
      Ancillary.name(message, name);
      long returned;
      do {
        returned = Socket.recvmsg(socket.fd(), message, Socket.MSG_CMSG_CLOEXEC | Socket.MSG_TRUNC);
      } while (Errno.interrupted(returned));
      if (Errno.failed(returned)) {
        long _ = socket.noSuccess(returned, "recvmsg");
        return null;
      }
      Ancillary.Beside beside = Ancillary.beside(message, socket.toString());
      Received received = received(returned, into.byteSize(), message, name, beside);
      if (!into.isNative()) {
        MemorySegment.copy(bytes, 0, into, 0, returned);
      }
      return received;
    }
  }

  private Received received(
      long length, long room, MemorySegment message, MemorySegment name, Ancillary.Beside beside)
      throws IpcException {
    if (length > room) {
      beside.close();
      throw new MessageTooLongException(socket.toString(), length, room);
    }
    List<Descriptor> descriptors = new ArrayList<>();
    for (int fd : beside.fds()) {
      descriptors.add(new Descriptor(fd, "a descriptor that came through " + socket));
    }
    // With each message come its sender's credentials; with the end of a stream of messages nothing
    // does.
    boolean end =
        length == 0 && socket.kind() == SocketKind.SEQPACKET && beside.credentials().isEmpty();
    return new Received(
        length,
        SocketName.of(name, Ancillary.nameLength(message)),
        beside.credentials().filter(sender -> !isUnknown(sender)),
        descriptors,
        end);
  }

  /** What the kernel says of messages that were sent before it was asked to keep their senders. */
  private static boolean isUnknown(PeerCredentials sender) {
    return sender.pid() == 0 && sender.uid() == OVERFLOW_ID && sender.gid() == OVERFLOW_ID;
  }
}
