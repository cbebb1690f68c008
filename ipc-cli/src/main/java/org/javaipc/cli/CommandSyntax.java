package org.javaipc.cli;

import java.io.IOException;
import java.util.List;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.io.Streams;
import org.javaipc.spi.Spelling;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a command takes: parsing it, and help about it. */
final class CommandSyntax {
  /** Shows where an error came from. */
  static final String DEBUG = "--debug";

  /** Shows what the command takes. */
  static final String HELP = "--help";

  private final CommandName name;
  private final Command command;
  private final CommandLine commandLine;

  CommandSyntax(CommandName name) {
    this.name = name;
    this.command = name.create();
    CommandSpec spec = CommandSpec.create().name("ipc " + name.word());
    spec.usageMessage().description(name.description());
    command.declare(spec);
    spec.addOption(
        OptionSpec.builder(HELP, "-h")
            .type(boolean.class)
            .usageHelp(true)
            .description("Show this.")
            .build());
    spec.addOption(Options.flag(DEBUG, "Show where an error came from."));
    this.commandLine = new CommandLine(spec);
  }

  /** {@return the command itself} */
  Command command() {
    return command;
  }

  /** {@return the command as picocli has it} */
  CommandLine commandLine() {
    return commandLine;
  }

  /** {@return what the command was given} */
  Arguments parse(String... args) {
    try {
      return new Arguments(commandLine.parseArgs(args));
    } catch (UnmatchedArgumentException e) {
      throw new UsageException(unmatched(e.getUnmatched().getFirst()) + hint());
    } catch (ParameterException e) {
      throw new UsageException(e.getMessage() + hint());
    }
  }

  private String unmatched(String word) {
    if (!word.startsWith("-")) {
      return "unexpected argument '" + word + "'";
    }
    List<String> known =
        commandLine.getCommandSpec().options().stream().map(OptionSpec::longestName).toList();
    return "unknown option '" + word + "'" + Spelling.suggestion(word, known);
  }

  private String hint() {
    return "; see 'ipc " + name.word() + " --help'";
  }

  /** Writes what the command takes to standard output. */
  void printHelp(Streams streams) throws IOException {
    StandardOutput.of(streams).text(commandLine.getUsageMessage(Ansi.OFF));
  }
}
