package org.javaipc.cli.peer;

import java.io.IOException;
import org.javaipc.IpcContext;
import org.javaipc.cli.io.Cleanup;

/** What the second process does. */
public interface PeerJob {
  /** The command that does a job. */
  String COMMAND = "peer";

  /** Answer: a channel's receiving end is open. */
  String READY = "ready";

  /** Answer: the exit code and the reason of a failure follow. */
  String FAILED = "failed";

  /**
   * Does it.
   *
   * @param ipc makes the channels
   * @param cleanup closes them if the process ends early
   * @param control what the first process says, and the way to answer
   */
  void run(IpcContext ipc, Cleanup cleanup, PeerControl control)
      throws IOException, InterruptedException;
}
