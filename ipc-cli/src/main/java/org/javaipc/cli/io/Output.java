package org.javaipc.cli.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Somewhere that bytes go: standard output, or a file. For one thread; close from any. */
public class Output implements AutoCloseable {
  private final FileChannel channel;
  private final String name;

  /**
   * Takes over a channel.
   *
   * @param channel to write to
   * @param name for messages to people
   */
  public Output(FileChannel channel, String name) {
    this.channel = channel;
    this.name = name;
  }

  /** Writes all of some buffers, one after the other. */
  public final void write(ByteBuffer... buffers) throws IOException {
    try {
      while (hasRemaining(buffers)) {
        channel.write(buffers);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** {@return what a failed write means} */
  IOException failed(IOException e) {
    return new IOException("cannot write " + name + ": " + e.getMessage(), e);
  }

  private static boolean hasRemaining(ByteBuffer... buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.hasRemaining()) {
        return true;
      }
    }
    return false;
  }

  /** Closes the channel, and with that ends a write that waits. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
