package org.javaipc.cli.bench;

import java.io.IOException;
import java.util.Map;
import org.javaipc.IpcContext;
import org.javaipc.Receiver;
import org.javaipc.cli.io.Cleanup;
import org.javaipc.cli.peer.PeerControl;
import org.javaipc.cli.peer.PeerJob;

/** The far end of a {@link Session}: a {@link BenchServer} over two channels. */
public final class ServerJob implements PeerJob {
  /** What the job is called. */
  public static final String NAME = "bench";

  private final String there;
  private final String back;
  private final int longest;

  /** Makes the job for the channels of both directions. */
  public ServerJob(String there, String back, int longest) {
    this.there = there;
    this.back = back;
    this.longest = longest;
  }

  @Override
  public void run(IpcContext ipc, Cleanup cleanup, PeerControl control)
      throws IOException, InterruptedException {
    try (var held = cleanup.hold(() -> ipc.receiver(there))) {
      Receiver receiver = held.get();
      control.answer(READY);
      try (Link link = new ChannelLink(receiver, ipc.sender(back), true, longest)) {
        new BenchServer(link, Map.of()).run();
      }
    }
  }
}
