package org.javaipc.cli.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.javaipc.Claim;
import org.javaipc.Sender;
import org.javaipc.cli.io.Input;
import org.javaipc.cli.io.ProgressLine;

/**
 * Input in messages of a size, read straight into the channel. Of a stated size all are, but the
 * last. Without one they are as long as the channel allows, at most 64 KiB, and what has come is
 * sent whenever the input pauses.
 */
public final class Chunks implements MessageInput {
  private static final long LONGEST = 64 * 1024;

  private final Input input;
  private final OptionalLong size;
  private final ProgressLine progress;

  /**
   * Takes over an input.
   *
   * @param size of the messages in bytes, over 0
   * @param progress counts the bytes
   */
  public Chunks(Input input, OptionalLong size, ProgressLine progress) {
    this.input = input;
    this.size = size;
    this.progress = progress;
  }

  @Override
  public void sendTo(Sender sender) throws IOException, InterruptedException {
    long longest = size.orElse(Math.min(LONGEST, sender.maxMessage()));
    while (sendOne(sender, longest)) {}
  }

  private boolean sendOne(Sender sender, long longest) throws IOException, InterruptedException {
    try (Claim claim = sender.claim(longest)) {
      ByteBuffer room = claim.segment().asSlice(claim.offset(), longest).asByteBuffer();
      boolean more = fill(room);
      if (room.position() > 0) {
        claim.commit(room.position());
        progress.add(room.position());
      }
      return more;
    }
  }

  /** Reads until the message is to be sent; false at the end of the input. */
  private boolean fill(ByteBuffer room) throws IOException {
    do {
      if (input.read(room) < 0) {
        return false;
      }
    } while (room.hasRemaining() && (size.isPresent() || !input.isPaused()));
    return true;
  }

  @Override
  public void close() throws IOException {
    progress.close();
    input.close();
  }
}
