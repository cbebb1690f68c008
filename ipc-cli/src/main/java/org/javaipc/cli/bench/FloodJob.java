package org.javaipc.cli.bench;

import java.io.IOException;
import org.javaipc.IpcContext;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.cli.io.Cleanup;
import org.javaipc.cli.peer.PeerControl;
import org.javaipc.cli.peer.PeerJob;

/** The far end of {@link Flood}: receives as many messages as it is told, again and again. */
public final class FloodJob implements PeerJob {
  /** What the job is called. */
  public static final String NAME = "flood";

  /** Answer: messages are awaited. */
  static final String GO = "go";

  /** Answer: the time when the last message was here and percentiles follow. */
  static final String DONE = "done";

  private static final int BATCH = 1024;

  private final String address;

  /** Makes the job for a channel. */
  public FloodJob(String address) {
    this.address = address;
  }

  /** Does not return: the process ends with the conversation. */
  @Override
  public void run(IpcContext ipc, Cleanup cleanup, PeerControl control)
      throws IOException, InterruptedException {
    FloodReader reader = new FloodReader();
    try (var held = cleanup.hold(() -> ipc.receiver(address))) {
      Receiver receiver = held.get();
      control.answer(READY);
      while (true) {
        long count = Long.parseLong(control.next().getFirst());
        control.answer(GO);
        receive(receiver, reader, count);
        control.answer(DONE, System.nanoTime(), reader.percentiles());
        reader.reset();
      }
    }
  }

  private static void receive(Receiver receiver, FloodReader reader, long count)
      throws IOException, InterruptedException {
    for (long left = count; left > 0; ) {
      int taken = receiver.receive(reader, (int) Math.min(left, BATCH));
      if (taken == Receiver.END_OF_STREAM) {
        throw new PeerClosedException(receiver.address() + ": the first process stopped sending");
      }
      left -= taken;
    }
  }
}
