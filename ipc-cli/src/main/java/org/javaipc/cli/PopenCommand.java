package org.javaipc.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.javaipc.PeerClosedException;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.process.ProgramEndedException;
import org.javaipc.process.Shell;
import picocli.CommandLine.Model.CommandSpec;

/** Runs a command line and reads what it writes, or writes what it reads. */
final class PopenCommand implements Command {
  private static final String WRITE = "--write";
  private static final int BUFFER = 65_536;

  @Override
  public void declare(CommandSpec spec) {
    spec.parser().stopAtPositional(true);
    spec.addPositional(
            Options.rest("COMMANDLINE", "The command line for /bin/sh, as one argument."))
        .addOption(
            Options.flag(WRITE, "Write standard input to it, instead of reading its output."));
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    List<String> words = invocation.arguments().rest();
    if (words.size() != 1) {
      throw new UsageException("the command line is one word, in quotes; see 'ipc popen --help'");
    }
    if (invocation.arguments().has(WRITE)) {
      write(invocation, words.getFirst());
    } else {
      read(invocation, words.getFirst());
    }
  }

  private static void read(Invocation invocation, String commandLine)
      throws IOException, InterruptedException {
    try (Shell.Reading reading = Shell.popenToRead(commandLine)) {
      StandardOutput out = StandardOutput.of(invocation.streams());
      InputStream output = reading.output();
      byte[] bytes = new byte[BUFFER];
      for (int count = output.read(bytes); count >= 0; count = output.read(bytes)) {
        out.write(ByteBuffer.wrap(bytes, 0, count));
      }
      ProgramEndedException.passOn(reading.finish());
    }
  }

  private static void write(Invocation invocation, String commandLine)
      throws IOException, InterruptedException {
    try (Shell.Writing writing = Shell.popenToWrite(commandLine)) {
      feed(invocation.streams().input(), writing.input());
      ProgramEndedException.passOn(writing.finish());
    }
  }

  private static void feed(InputStream in, OutputStream input) throws IOException {
    try {
      in.transferTo(input);
    } catch (PeerClosedException e) {
      // It has read what it wants; how it ends tells the rest.
    }
  }
}
