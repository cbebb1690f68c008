package org.javaipc.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.AccessRefusedException;
import org.javaipc.ConnectionResetException;
import org.javaipc.IpcException;
import org.javaipc.linux.socket.SocketDescriptor;

/**
 * How the owner of a socket tells a peer that it is not trusted: one byte, then the end of the stream. In
 * that direction nothing else ever comes.
 */
final class Refusal {
  private static final byte REFUSED = 'R';

  private Refusal() {}

  /** Tells a peer, which is about to be closed, if it still listens. */
  static void tell(SocketDescriptor peer) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment refused = arena.allocateFrom(ValueLayout.JAVA_BYTE, REFUSED);
      peer.send(refused.address(), 1);
    } catch (IpcException e) {
      // it has gone already, and need not be told
    }
  }

  /** Throws if the peer has said so. */
  static void check(SocketDescriptor socket) throws IpcException {
    if (isRefused(socket)) {
      throw new AccessRefusedException(
          socket
              + ": the receiver does not trust this user; it must be opened with trust=uid: or"
              + " trust=gid:");
    }
  }

  private static boolean isRefused(SocketDescriptor socket) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment said = arena.allocate(1);
      return socket.receive(said.address(), 1) == 1
          && said.get(ValueLayout.JAVA_BYTE, 0) == REFUSED;
    } catch (ConnectionResetException e) {
      return false; // it went with something unread, and said nothing
    }
  }
}
