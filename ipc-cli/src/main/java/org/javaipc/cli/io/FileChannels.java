package org.javaipc.cli.io;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.javaipc.linux.file.InterruptibleOpen;

/** Opens the files that options name. The other side of a FIFO is waited for until an interrupt. */
public final class FileChannels {
  private static final int KIND = 0170000;
  private static final int FIFO = 0010000;

  private FileChannels() {}

  /** {@return a file to read} */
  public static FileChannel reading(Path file) throws IOException {
    return isFifo(file) ? fifo(file, READ) : FileChannel.open(file, READ);
  }

  /** {@return a file to write, made or emptied} */
  public static FileChannel writing(Path file) throws IOException {
    return isFifo(file)
        ? fifo(file, WRITE)
        : FileChannel.open(file, CREATE, WRITE, TRUNCATE_EXISTING);
  }

  private static boolean isFifo(Path file) throws IOException {
    try {
      return (((Number) Files.getAttribute(file, "unix:mode")).intValue() & KIND) == FIFO;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static FileChannel fifo(Path file, StandardOpenOption option) throws IOException {
    try {
      return InterruptibleOpen.channel(file, option);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(
          file + ": interrupted while waiting for another process to open the FIFO");
    }
  }
}
