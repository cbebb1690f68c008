package org.javaipc.cli.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The file that is moved. */
public final class SourceFile implements AutoCloseable {
  private static final int READ_SIZE = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final long size;
  private final String sha256;

  private SourceFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.size = channel.size();
    this.sha256 = readAll();
  }

  /**
   * Opens and digests a file; what fits into memory is there from then on.
   *
   * @throws IOException if there is no such file, it may not be read, or it is not a regular one
   */
  public static SourceFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    if (!Files.isRegularFile(path)) {
      channel.close();
      throw new FileSystemException(path.toString(), null, "is not a regular file");
    }
    return new SourceFile(path, channel);
  }

  private String readAll() throws IOException {
    MessageDigest digest = Window.sha256Digest();
    ByteBuffer buffer = ByteBuffer.allocate(READ_SIZE);
    for (long position = 0; position < size; position += buffer.limit()) {
      buffer.clear().limit((int) Math.min(READ_SIZE, size - position));
      read(buffer, position);
      digest.update(buffer.flip());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Fills a buffer with the file's bytes from a position. */
  void read(ByteBuffer buffer, long position) throws IOException {
    long from = position - buffer.position();
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new IOException(path + ": became shorter while it was read");
      }
    }
  }

  /** {@return where it is} */
  public Path path() {
    return path;
  }

  /** {@return its length in bytes} */
  public long size() {
    return size;
  }

  /** {@return its SHA-256, in hexadecimal} */
  String sha256() {
    return sha256;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
