package org.javaipc.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** One of the commands. */
interface Command {
  /**
   * Declares what the command takes.
   *
   * @param spec to which parameters and options are added
   */
  void declare(CommandSpec spec);

  /**
   * Does it. Returning is exit code 0; {@link Failure} has the codes of exceptions.
   *
   * @param invocation what was given, and where to read and write
   * @throws UsageException if what was given does not fit together
   * @throws IOException if it cannot be done
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  void run(Invocation invocation) throws IOException, InterruptedException;
}
