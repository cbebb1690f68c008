package org.javaipc.cli;

import java.io.IOException;
import java.util.List;
import org.javaipc.ChannelStatus;
import org.javaipc.IpcException;
import org.javaipc.cli.io.StandardOutput;
import picocli.CommandLine.Model.CommandSpec;

/** Shows the counters of a channel, without becoming an end of it. */
final class StatCommand implements Command {
  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(Options.address()).addOption(Options.json());
  }

  @Override
  public void run(Invocation invocation) throws IOException {
    String address = invocation.arguments().address();
    List<ChannelStatus> found = invocation.ipc().status(address);
    if (found.isEmpty()) {
      throw new IpcException(
          address + ": no such channel exists now; 'ipc list' shows those that do");
    }
    boolean json = invocation.arguments().json();
    StringBuilder text = new StringBuilder();
    for (ChannelStatus status : found) {
      text.append(json ? StatusText.details(status).line() : StatusText.lines(status));
    }
    StandardOutput.of(invocation.streams()).text(text.toString());
  }
}
