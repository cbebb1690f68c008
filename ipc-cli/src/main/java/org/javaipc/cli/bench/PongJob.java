package org.javaipc.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import org.javaipc.IpcContext;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.cli.io.Cleanup;
import org.javaipc.cli.peer.PeerControl;
import org.javaipc.cli.peer.PeerJob;

/** The far end of {@link Ping}: sends every message back. */
public final class PongJob implements PeerJob {
  /** What the job is called. */
  public static final String NAME = "pong";

  private final String there;
  private final String back;

  /** Makes the job for the channels of both directions. */
  public PongJob(String there, String back) {
    this.there = there;
    this.back = back;
  }

  @Override
  public void run(IpcContext ipc, Cleanup cleanup, PeerControl control)
      throws IOException, InterruptedException {
    try (var held = cleanup.hold(() -> ipc.receiver(there))) {
      Receiver receiver = held.get();
      control.answer(READY);
      try (Sender sender = ipc.sender(back)) {
        while (receiver.receive((s, o, n) -> sendBack(sender, s, o, n), 1)
            != Receiver.END_OF_STREAM) {}
      }
    }
  }

  private static void sendBack(Sender sender, MemorySegment segment, long offset, long length) {
    try {
      sender.send(segment, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
