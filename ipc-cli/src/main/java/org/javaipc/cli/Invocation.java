package org.javaipc.cli;

import java.io.IOException;
import org.javaipc.IpcContext;
import org.javaipc.cli.io.Cleanup;
import org.javaipc.cli.io.Streams;
import org.javaipc.cli.peer.Run;

/**
 * One call of a command.
 *
 * @param arguments what was given
 * @param streams where to read and write
 * @param ipc makes the channels
 * @param cleanup closes what is open when a signal comes
 * @param argumentCount how many of the words that started this process are arguments of {@code ipc}
 */
record Invocation(
    Arguments arguments, Streams streams, IpcContext ipc, Cleanup cleanup, int argumentCount) {
  /** {@return what a command with a second process works with} */
  Run newRun() throws IOException {
    return new Run(ipc, cleanup, argumentCount);
  }
}
