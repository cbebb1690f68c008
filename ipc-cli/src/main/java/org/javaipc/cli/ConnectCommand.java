package org.javaipc.cli;

import java.io.IOException;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.cli.io.Held;
import org.javaipc.cli.io.Input;
import org.javaipc.cli.io.InterruptibleWait;
import org.javaipc.cli.io.ProgressLine;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.transfer.MessageWriter;
import org.javaipc.cli.transfer.Upload;
import picocli.CommandLine.Model.CommandSpec;

/** Joins standard input and output to a server, until the server ends its stream. */
final class ConnectCommand implements Command {
  /** Most messages between two looks at whether the output has all that came. */
  private static final int BATCH = 1024;

  private static final String LINES = "--lines";

  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(Options.address())
        .addOption(
            Options.flag(
                LINES, "Send each line as a message, and write a line feed after each answer."));
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    try (var connection = connect(invocation);
        var output = StandardOutput.of(invocation.streams());
        ProgressLine progress = ProgressLine.start(invocation.streams(), 0)) {
      boolean lines = invocation.arguments().has(LINES);
      Upload upload = Upload.start(Input.standard(invocation.streams()), connection.get(), lines);
      byte[] separator = lines ? new byte[] {'\n'} : new byte[0];
      MessageWriter writer = new MessageWriter(output, separator, progress);
      try {
        receive(connection.get().receiver(), writer);
      } catch (IpcException e) {
        upload.throwFailure();
        throw e;
      }
      upload.throwFailure();
    }
  }

  private static Held<Connection> connect(Invocation invocation)
      throws IOException, InterruptedException {
    try (var wait = invocation.cleanup().hold(InterruptibleWait::new)) {
      try {
        return hold(invocation, invocation.ipc().connect(invocation.arguments().address()));
      } finally {
        wait.get().isOver();
      }
    }
  }

  private static Held<Connection> hold(Invocation invocation, Connection connection)
      throws IOException {
    try {
      return invocation.cleanup().hold(() -> connection);
    } catch (IOException e) {
      connection.close();
      throw e;
    }
  }

  private static void receive(Receiver receiver, MessageWriter writer)
      throws IOException, InterruptedException {
    try {
      while (receiver.receive(writer, BATCH) != Receiver.END_OF_STREAM) {
        writer.flush();
      }
    } finally {
      writer.flush();
    }
  }
}
