package org.javaipc.cli.transfer;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.javaipc.Sender;
import org.javaipc.cli.io.Input;
import org.javaipc.cli.io.ProgressLine;

/** Input line by line: each line is a message, without its line feed. */
public final class Lines implements MessageInput {
  private final Input input;
  private final ProgressLine progress;

  private byte[] buffer = new byte[64 * 1024];
  private int start;
  private int end;
  private long number;

  /**
   * Takes over an input.
   *
   * @param progress counts the bytes
   */
  public Lines(Input input, ProgressLine progress) {
    this.input = input;
    this.progress = progress;
  }

  @Override
  public void sendTo(Sender sender) throws IOException, InterruptedException {
    int count;
    while ((count = input.read(ByteBuffer.wrap(buffer, end, buffer.length - end))) >= 0) {
      int from = end;
      end += count;
      sendWhole(sender, from);
      makeRoom(sender);
    }
    if (end > start) {
      send(sender, end);
    }
  }

  /** Sends the lines that end within what was just read. */
  private void sendWhole(Sender sender, int from) throws IOException, InterruptedException {
    for (int i = from; i < end; i++) {
      if (buffer[i] == '\n') {
        send(sender, i);
        start = i + 1;
      }
    }
  }

  private void send(Sender sender, int to) throws IOException, InterruptedException {
    number++;
    refuseIfLonger(to - start, sender);
    sender.send(MemorySegment.ofArray(buffer), start, to - start);
    progress.add(to - start);
  }

  /**
   * Moves the line that has only begun to the front, and doubles the buffer if it is full of it.
   */
  private void makeRoom(Sender sender) throws IOException {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    if (end == buffer.length) {
      number++;
      refuseIfLonger(end, sender);
      number--;
      buffer = Arrays.copyOf(buffer, Math.multiplyExact(2, buffer.length));
    }
  }

  private void refuseIfLonger(int length, Sender sender) throws IOException {
    if (length > sender.maxMessage()) {
      throw new IOException(
          ("%s: line %d is longer than maxMessage=%d bytes; send without --lines, or let the"
                  + " receiver open the channel with a larger maxMessage")
              .formatted(sender.address(), number, sender.maxMessage()));
    }
  }

  @Override
  public void close() throws IOException {
    progress.close();
    input.close();
  }
}
