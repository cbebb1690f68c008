package org.javaipc.cli.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.javaipc.MessageHandler;
import org.javaipc.cli.io.Output;
import org.javaipc.cli.io.ProgressLine;

/**
 * Writes messages one after the other. Short ones are gathered, long ones go to the kernel straight
 * from where they lie, together with what was gathered.
 */
public final class MessageWriter implements MessageHandler {
  private static final int GATHERED = 64 * 1024;
  private static final int SHORT = 4 * 1024;
  private static final long LONGEST_VIEW = 1 << 30;

  private final Output output;
  private final ProgressLine progress;
  private final byte[] separator;

  private final ByteBuffer gathered = ByteBuffer.allocateDirect(GATHERED);
  private final MemorySegment gatheredBytes = MemorySegment.ofBuffer(gathered);

  /**
   * Makes the writer.
   *
   * @param separator written after each message
   * @param progress counts the bytes
   */
  public MessageWriter(Output output, byte[] separator, ProgressLine progress) {
    this.output = output;
    this.separator = separator.clone();
    this.progress = progress;
  }

  @Override
  public void onMessage(MemorySegment segment, long offset, long length) {
    try {
      if (length <= SHORT) {
        gather(segment, offset, (int) length);
      } else {
        writeLong(segment, offset, length);
      }
      gathered.put(separator);
      progress.add(length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void gather(MemorySegment segment, long offset, int length) throws IOException {
    if (gathered.remaining() < length + separator.length) {
      flush();
    }
    MemorySegment.copy(segment, offset, gatheredBytes, gathered.position(), length);
    gathered.position(gathered.position() + length);
  }

  private void writeLong(MemorySegment segment, long offset, long length) throws IOException {
    for (long done = 0; done < length; done += LONGEST_VIEW) {
      long part = Math.min(LONGEST_VIEW, length - done);
      gathered.flip();
      output.write(gathered, segment.asSlice(offset + done, part).asByteBuffer());
      gathered.clear();
    }
  }

  /** Writes what was gathered. */
  public void flush() throws IOException {
    gathered.flip();
    output.write(gathered);
    gathered.clear();
  }
}
