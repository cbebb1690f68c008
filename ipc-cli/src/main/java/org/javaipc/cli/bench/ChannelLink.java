package org.javaipc.cli.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.Claim;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.javaipc.Sender;

/** Ours, as anybody would write it: two channels, or the two directions of a connection. */
public final class ChannelLink implements Link {
  private final Receiver receiver;
  private final Sender sender;
  private final boolean waits;
  private final MemorySegment message;

  /**
   * Joins the ends, which it closes.
   *
   * @param waits whether the ends wait, as their strategy says; else the caller polls
   * @param longest message in bytes
   */
  public ChannelLink(Receiver receiver, Sender sender, boolean waits, long longest) {
    this.receiver = receiver;
    this.sender = sender;
    this.waits = waits;
    this.message = Arena.ofAuto().allocate(Math.max(Long.BYTES, longest), 64);
  }

  @Override
  public MemorySegment message() {
    return message;
  }

  @Override
  public boolean offer(int length) throws IpcException, InterruptedException {
    if (waits) {
      sender.send(message, 0, length);
      return true;
    }
    return sender.offer(message, 0, length);
  }

  @Override
  public boolean claim(MessageHandler writer, int length) throws IpcException {
    Claim claim = sender.tryClaim(length);
    if (claim == null) {
      return false;
    }
    writer.onMessage(claim.segment(), claim.offset(), length);
    claim.commit();
    return true;
  }

  @Override
  public int poll(MessageHandler handler, int limit) throws IpcException, InterruptedException {
    return waits ? receiver.receive(handler, limit) : receiver.poll(handler, limit);
  }

  @Override
  public void close() throws IOException {
    try (receiver;
        sender) {}
  }
}
