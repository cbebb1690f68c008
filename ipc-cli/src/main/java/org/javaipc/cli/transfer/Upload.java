package org.javaipc.cli.transfer;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.Sender;
import org.javaipc.cli.io.Input;
import org.javaipc.cli.io.ProgressLine;
import org.jspecify.annotations.Nullable;

/**
 * Sends an input to the peer of a connection on a thread of its own, as it comes, and then ends that
 * direction. The thread may be left behind in a read that never ends; the process does not wait for
 * it.
 */
public final class Upload {
  private static final long LONGEST = 64 * 1024;

  private final Input input;
  private final Connection connection;
  private final boolean lines;
  private volatile @Nullable IOException failure;

  private Upload(Input input, Connection connection, boolean lines) {
    this.input = input;
    this.connection = connection;
    this.lines = lines;
  }

  /**
   * {@return an upload that has begun}
   *
   * @param lines whether each line is a message
   */
  public static Upload start(Input input, Connection connection, boolean lines) {
    Upload upload = new Upload(input, connection, lines);
    Thread.ofPlatform().daemon().name("ipc-upload").start(upload::run);
    return upload;
  }

  /** Throws what has kept the input from being sent, if anything has. */
  public void throwFailure() throws IOException {
    IOException met = failure;
    if (met != null) {
      throw met;
    }
  }

  private void run() {
    try {
      send(connection.sender());
      connection.sender().close();
    } catch (PeerClosedException e) {
      failure = e; // what the peer still says is read to its end
    } catch (IOException e) {
      failure = e;
      closeConnection(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Not read into the channel itself, so that it can be closed while a read waits. */
  private void send(Sender sender) throws IOException, InterruptedException {
    if (lines) {
      new Lines(input, ProgressLine.none()).sendTo(sender);
      return;
    }
    ByteBuffer room = ByteBuffer.allocateDirect((int) Math.min(LONGEST, sender.maxMessage()));
    MemorySegment bytes = MemorySegment.ofBuffer(room);
    while (input.read(room.clear()) >= 0) {
      sender.send(bytes, 0, room.position());
    }
  }

  /** Ends the wait for the peer's messages. */
  private void closeConnection(IOException cause) {
    try {
      connection.close();
    } catch (IpcException e) {
      cause.addSuppressed(e);
    }
  }
}
