package org.javaipc.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.javaipc.IpcException;
import org.javaipc.linux.socket.SocketDescriptor;

/**
 * A client that has got its {@link Welcome} and has yet to say that it stays, by one word: then it is
 * admitted. The reactor waits for that, so that a client which says nothing keeps nobody waiting.
 */
final class PendingClient {
  /** {@code IPCstays} in memory. */
  private static final long WORD = 0x7379_6174_7343_5049L;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final SocketDescriptor client;
  private final Door door;
  private final long begun = System.nanoTime();
  private final MemorySegment word = Arena.ofAuto().allocate(LONG);
  private long come;
  private boolean over;

  /** Where clients are let in or not. */
  interface Door {
    /** Lets it in. */
    void admit(PendingClient greeting, SocketDescriptor client);

    /** Takes note that it was not let in; it is closed. */
    void drop(PendingClient greeting);
  }

  PendingClient(SocketDescriptor client, Door door) {
    this.client = client;
    this.door = door;
  }

  /** Says it to the server, where nothing was sent before. */
  static void say(SocketDescriptor server) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment said = arena.allocate(LONG);
      said.set(LONG, 0, WORD);
      server.send(said.address(), said.byteSize());
    }
  }

  /** Looks whether the client has said it, and has the reactor look again if not. */
  synchronized void look() {
    if (over) {
      return;
    }
    try {
      if (!isWhole()) {
        client.pollable().whenReadable(this::look);
      } else if (word.get(LONG, 0) == WORD) {
        door.admit(this, client);
        over = true;
      } else {
        drop();
      }
    } catch (IpcException | RuntimeException | Error e) {
      drop(); // and count it: for lack of memory, say, one client goes and the others are let in
    }
  }

  private boolean isWhole() throws IpcException {
    while (come < word.byteSize()) {
      long read = client.receive(word.address() + come, word.byteSize() - come);
      if (read == SocketDescriptor.WOULD_BLOCK) {
        return false;
      }
      if (read == SocketDescriptor.END) {
        come = word.byteSize(); // what has come is not a greeting
        word.set(LONG, 0, 0);
      } else {
        come += read;
      }
    }
    return true;
  }

  /** {@return whether the client has had so many nanoseconds} */
  boolean isLate(long nanos) {
    return System.nanoTime() - begun > nanos;
  }

  /** Closes the connection, unless the client was let in already. */
  synchronized void drop() {
    if (!over) {
      over = true;
      client.close();
      door.drop(this);
    }
  }
}
