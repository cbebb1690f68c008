package org.javaipc;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The bytes of a receiver's messages as one stream. */
final class ReceiverInputStream extends InputStream {
  private final Receiver receiver;
  private byte[] message = {};
  private int position;

  ReceiverInputStream(Receiver receiver) {
    this.receiver = receiver;
  }

  @Override
  public int read() throws IOException {
    return fill() ? message[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, message.length - position);
    System.arraycopy(message, position, into, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() {
    return message.length - position;
  }

  /** Makes sure that a byte is there; false at the end of the stream. */
  private boolean fill() throws IOException {
    while (position == message.length) {
      byte[] next = nextMessage();
      if (next == null) {
        return false;
      }
      message = next;
      position = 0;
    }
    return true;
  }

  private byte @Nullable [] nextMessage() throws IOException {
    try {
      return receiver.receive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException(receiver.address() + ": interrupted while waiting to receive");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  @Override
  public void close() throws IOException {
    receiver.close();
  }
}
