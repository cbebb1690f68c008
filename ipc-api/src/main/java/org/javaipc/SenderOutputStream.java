package org.javaipc;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Gathers bytes into messages. What an interrupt keeps from being sent stays, to be sent by the
 * next write, flush or close.
 */
final class SenderOutputStream extends OutputStream {
  private static final int LONGEST = 64 * 1024;

  private final Sender sender;
  private final byte[] buffer;
  private final MemorySegment segment;
  private int count;
  private boolean closed;

  SenderOutputStream(Sender sender) {
    this.sender = sender;
    this.buffer = new byte[(int) Math.min(LONGEST, Math.max(1, sender.maxMessage()))];
    this.segment = MemorySegment.ofArray(buffer);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, from.length);
    int done = 0;
    try {
      sendIfFull();
      while (done < length) {
        int part = Math.min(length - done, buffer.length - count);
        System.arraycopy(from, offset + done, buffer, count, part);
        count += part;
        done += part;
        sendIfFull();
      }
    } catch (InterruptedIOException e) {
      e.bytesTransferred = done;
      throw e;
    }
  }

  /** A flush that was interrupted has left the buffer full. */
  private void sendIfFull() throws IOException {
    if (count == buffer.length) {
      flush();
    }
  }

  @Override
  public void flush() throws IOException {
    if (count == 0) {
      return;
    }
    try {
      sender.send(segment, 0, count);
      count = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException(sender.address() + ": interrupted while waiting to send");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (sender) {
      flush();
    }
  }
}
