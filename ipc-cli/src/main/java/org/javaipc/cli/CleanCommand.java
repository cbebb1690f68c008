package org.javaipc.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javaipc.cli.io.Json;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.linux.RuntimeDirectory;
import org.javaipc.spi.ChannelInspector;
import picocli.CommandLine.Model.CommandSpec;

/** Removes what dead processes left in a runtime directory, and says what it was. */
final class CleanCommand implements Command {
  @Override
  public void declare(CommandSpec spec) {
    spec.addOption(Options.directory()).addOption(Options.json());
  }

  @Override
  public void run(Invocation invocation) throws IOException {
    Optional<Path> directory = invocation.arguments().directory();
    List<String> removed = new ArrayList<>();
    for (ChannelInspector inspector : Inspectors.of(invocation)) {
      removed.addAll(inspector.removeLeftovers(directory));
    }
    RuntimeDirectory.existing(directory)
        .ifPresent(existing -> removed.addAll(existing.removeDeadProcesses()));
    if (removed.isEmpty()) {
      invocation.streams().err().println("nothing to remove");
    }
    boolean json = invocation.arguments().json();
    StringBuilder text = new StringBuilder();
    for (String object : removed) {
      text.append(json ? new Json().put("removed", object).line() : OneLine.of(object) + "\n");
    }
    StandardOutput.of(invocation.streams()).text(text.toString());
  }
}
