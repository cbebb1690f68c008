package org.javaipc.cli.io;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where bytes come from: standard input, or a file. For one thread. */
public final class Input implements AutoCloseable {
  private final FileChannel channel;
  private final String name;
  private final Available available;

  private interface Available {
    int bytes() throws IOException;
  }

  private Input(FileChannel channel, String name, Available available) {
    this.channel = channel;
    this.name = name;
    this.available = available;
  }

  /** {@return standard input} */
  public static Input standard(Streams streams) throws IOException {
    FileInputStream in = streams.input();
    return new Input(in.getChannel(), "standard input", in::available);
  }

  /**
   * {@return a file's bytes}
   *
   * @throws IOException if there is no such file, it is a directory, or may not be read
   */
  public static Input of(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a directory");
    }
    int known = Files.isRegularFile(file) ? 1 : 0;
    return new Input(FileChannels.reading(file), file.toString(), () -> known);
  }

  /**
   * Reads what is there, waiting for it if need be.
   *
   * @param room to read into
   * @return the number of bytes; -1 at the end
   */
  public int read(ByteBuffer room) throws IOException {
    try {
      return channel.read(room);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** {@return whether the next read would have to wait, as far as can be known} */
  public boolean isPaused() throws IOException {
    try {
      return available.bytes() == 0;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** {@return how many bytes there are in all; 0 if that cannot be known} */
  public long size() throws IOException {
    try {
      return channel.size();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private IOException failed(IOException e) {
    return new IOException("cannot read " + name + ": " + e.getMessage(), e);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
