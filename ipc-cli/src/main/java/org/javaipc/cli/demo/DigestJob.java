package org.javaipc.cli.demo;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.HexFormat;
import org.javaipc.IpcContext;
import org.javaipc.Receiver;
import org.javaipc.cli.io.Cleanup;
import org.javaipc.cli.peer.PeerControl;
import org.javaipc.cli.peer.PeerJob;

/** The far end of a {@link FileTransfer}: receives a file, window by window, and digests it. */
public final class DigestJob implements PeerJob {
  /** What the job is called. */
  public static final String NAME = "digest";

  /** Answer: the window is digested. */
  static final String NEXT = "next";

  /** Answer: messages, bytes, nanoseconds, digest and percentiles follow. */
  static final String DONE = "done";

  private static final int BATCH = 256;

  private final String address;

  /** Makes the job for a channel. */
  public DigestJob(String address) {
    this.address = address;
  }

  @Override
  public void run(IpcContext ipc, Cleanup cleanup, PeerControl control)
      throws IOException, InterruptedException {
    try (Arena arena = Arena.ofConfined();
        var held = cleanup.hold(() -> ipc.receiver(address))) {
      Receiver receiver = held.get();
      Window window = new Window(arena);
      control.answer(READY);
      while (receiver.receive(window, BATCH) != Receiver.END_OF_STREAM) {
        if (window.isComplete()) {
          window.digest();
          control.answer(NEXT);
        }
      }
      window.digest();
      control.answer(
          DONE,
          window.messages(),
          window.bytes(),
          window.nanos(),
          HexFormat.of().formatHex(window.sha256()),
          window.percentiles());
    }
  }
}
