package org.javaipc.cli;

import java.io.IOException;
import org.javaipc.cli.io.StandardOutput;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Prints a script by which a shell completes commands and options: {@code source <(ipc completion)}. */
final class CompletionCommand implements Command {
  @Override
  public void declare(CommandSpec spec) {
    spec.usageMessage().footer("", "In ~/.bashrc or ~/.zshrc: source <(ipc completion)");
  }

  @Override
  public void run(Invocation invocation) throws IOException {
    CommandLine ipc = new CommandLine(CommandSpec.create().name("ipc"));
    for (CommandName name : CommandName.shown()) {
      ipc.addSubcommand(name.word(), new CommandSyntax(name).commandLine());
    }
    StandardOutput.of(invocation.streams()).text(AutoComplete.bash("ipc", ipc));
  }
}
