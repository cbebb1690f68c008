package org.javaipc.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.connection.Answer;
import org.javaipc.linux.socket.SocketDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * What a server says to each client before anything else: its length, 4 bytes little-endian, and an
 * {@link Answer}. The client says nothing before it has come.
 */
final class Welcome implements AutoCloseable {
  private static final ValueLayout.OfInt LENGTH =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final SocketDescriptor server;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment room = arena.allocate(Integer.BYTES + Answer.LONGEST);
  private long come;

  /** Begins to wait for the answer of a server. */
  Welcome(SocketDescriptor server) {
    this.server = server;
  }

  /** Says it; nothing was sent to this client yet, so that there is room. */
  static void say(SocketDescriptor client, Answer answer) throws IpcException {
    MemorySegment message = answer.encode();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sent = arena.allocate(Integer.BYTES + message.byteSize());
      sent.set(LENGTH, 0, (int) message.byteSize());
      MemorySegment.copy(message, 0, sent, Integer.BYTES, message.byteSize());
      client.send(sent.address(), sent.byteSize());
    }
  }

  /**
   * Reads what has come of the answer, and nothing behind it.
   *
   * @return the answer; null if it has not come whole
   * @throws CorruptChannelException if it is malformed
   * @throws org.javaipc.PeerClosedException if the server has closed the connection
   */
  @Nullable Answer poll() throws IpcException {
    while (come < wanted()) {
      long read = server.receive(room.address() + come, wanted() - come);
      if (read == SocketDescriptor.WOULD_BLOCK) {
        return null;
      }
      if (read == SocketDescriptor.END) {
        throw new org.javaipc.PeerClosedException(
            server
                + ": the server closed the connection without an answer; it is ending, or has too"
                + " many open files");
      }
      come += read;
    }
    Answer answer = Answer.decode(room, Integer.BYTES, come - Integer.BYTES);
    if (answer == null) {
      throw stranger();
    }
    return answer;
  }

  private long wanted() throws CorruptChannelException {
    if (come < Integer.BYTES) {
      return Integer.BYTES;
    }
    int length = room.get(LENGTH, 0);
    if (length <= 0 || length > Answer.LONGEST) {
      throw stranger();
    }
    return (long) Integer.BYTES + length;
  }

  private CorruptChannelException stranger() {
    return new CorruptChannelException(
        server
            + ": the peer that answered is not a javaipc server; to talk to another program state"
            + " framing=none");
  }

  @Override
  public void close() {
    arena.close();
  }
}
