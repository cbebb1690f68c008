package org.javaipc.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.ChannelStatus;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.io.Table;
import org.javaipc.spi.ChannelInspector;
import picocli.CommandLine.Model.CommandSpec;

/** Lists the channels and event words of a runtime directory. */
final class ListCommand implements Command {
  @Override
  public void declare(CommandSpec spec) {
    spec.addOption(Options.directory()).addOption(Options.json());
  }

  @Override
  public void run(Invocation invocation) throws IOException {
    List<ChannelStatus> all = new ArrayList<>();
    for (ChannelInspector inspector : invocation.ipc().inspectors()) {
      all.addAll(inspector.channels(invocation.arguments().directory()));
    }
    StandardOutput.of(invocation.streams())
        .text(invocation.arguments().json() ? json(all) : table(all));
  }

  private static String json(List<ChannelStatus> all) {
    StringBuilder lines = new StringBuilder();
    all.forEach(status -> lines.append(StatusText.summary(status).line()));
    return lines.toString();
  }

  private static String table(List<ChannelStatus> all) {
    Table table =
        new Table(
            "address",
            "kind",
            "state",
            "receiver",
            "senders",
            "capacity",
            "lag",
            "unread",
            "object, or what is wrong");
    for (ChannelStatus status : all) {
      table.row(
          status.address().toString(),
          StatusText.word(status.kind()),
          StatusText.word(status.state()),
          StatusText.number(status.receiver()),
          Long.toString(status.joined()),
          Long.toString(status.capacity()),
          status.kind() == ChannelStatus.Kind.TOPIC ? "-" : Long.toString(StatusText.lag(status)),
          Long.toString(status.unread()),
          OneLine.of(status.problem().orElse(status.object())));
    }
    return table.toString();
  }
}
