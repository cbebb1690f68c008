package org.javaipc.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.javaipc.IpcContext;
import org.javaipc.cli.io.Cleanup;
import org.javaipc.cli.io.Streams;
import org.javaipc.spi.Spelling;

/**
 * The {@code ipc} command: finds the command that is meant, runs it, and tells the shell how it
 * went. Data goes to standard output; messages and progress go to standard error.
 */
public final class Main {
  private static final String DEBUG = CommandSyntax.DEBUG;
  private static final List<String> OPTIONS = List.of("--help", "--version", DEBUG);

  private final Streams streams;
  private final IpcContext ipc;
  private final Cleanup cleanup = new Cleanup();

  private boolean debug;

  Main(Streams streams, IpcContext ipc) {
    this.streams = streams;
    this.ipc = ipc;
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    // A command closes what is done; an end that it leaves open is to be seen as cut off (decision
    // 11).
    System.setProperty("ipc.closeAtExit", "false");
    Streams streams = Streams.standard();
    System.exit(new Main(streams, IpcContext.builder().build()).run(ArgumentBytes.texts(args)));
  }

  /** {@return the exit code of a command} */
  int run(String... args) {
    try {
      dispatch(args);
      return ExitCode.DONE;
    } catch (Throwable thrown) {
      return report(thrown);
    }
  }

  private int report(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    if (!cleanup.isStopping() && !failure.message().isEmpty()) {
      streams.err().println("ipc: " + failure.message());
      if (debug) {
        thrown.printStackTrace(streams.err());
      }
    }
    return failure.exitCode();
  }

  private void dispatch(String... args) throws IOException, InterruptedException {
    int at = 0;
    while (at < args.length && args[at].equals(DEBUG)) {
      debug = true;
      at++;
    }
    if (at == args.length) {
      throw new UsageException("no command is given; 'ipc --help' lists them");
    }
    String[] rest = Arrays.copyOfRange(args, at + 1, args.length);
    switch (args[at]) {
      case "--help", "-h" -> Help.print(streams);
      case "help" -> help(rest);
      case "--version", "-V" -> Help.printVersion(streams);
      default -> run(args[at], args.length, rest);
    }
  }

  private void help(String... words) throws IOException {
    if (words.length == 0) {
      Help.print(streams);
    } else {
      new CommandSyntax(CommandName.of(words[0])).printHelp(streams);
    }
  }

  private static UsageException unknown(String option) {
    return new UsageException(
        "unknown option '%s'%s; 'ipc --help' lists the options"
            .formatted(option, Spelling.suggestion(option, OPTIONS)));
  }

  private void run(String word, int argumentCount, String... args)
      throws IOException, InterruptedException {
    if (word.startsWith("-")) {
      throw unknown(word);
    }
    CommandSyntax syntax = new CommandSyntax(CommandName.of(word));
    Arguments arguments = syntax.parse(args);
    debug |= arguments.has(DEBUG);
    if (arguments.has(CommandSyntax.HELP)) {
      syntax.printHelp(streams);
    } else {
      syntax.command().run(new Invocation(arguments, streams, ipc, cleanup, argumentCount));
    }
  }
}
