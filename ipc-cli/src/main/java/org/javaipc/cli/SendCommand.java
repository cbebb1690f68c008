package org.javaipc.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.Sender;
import org.javaipc.cli.io.Input;
import org.javaipc.cli.io.ProgressLine;
import org.javaipc.cli.transfer.Chunks;
import org.javaipc.cli.transfer.Lines;
import org.javaipc.cli.transfer.MessageInput;
import org.javaipc.cli.transfer.Texts;
import picocli.CommandLine.Model.CommandSpec;

/** Sends or publishes standard input, a file or texts. */
final class SendCommand implements Command {
  private static final String FILE = "--file";
  private static final String MESSAGE = "--message";
  private static final String LINES = "--lines";
  private static final String MESSAGE_SIZE = "--message-size";

  private final boolean publishes;

  /**
   * Makes the command.
   *
   * @param publishes whether to a topic, rather than to a channel
   */
  SendCommand(boolean publishes) {
    this.publishes = publishes;
  }

  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(Options.address())
        .addOption(Options.value(FILE, "FILE", "Send this file instead of standard input."))
        .addOption(Options.values(MESSAGE, "TEXT", "Send this text as a message; may be repeated."))
        .addOption(Options.flag(LINES, "Send each line as a message, without its line feed."))
        .addOption(
            Options.value(
                MESSAGE_SIZE,
                "SIZE",
                "Length of the messages; by default up to 64 KiB, and less when the input pauses."));
  }

  /**
   * A sender is closed only when everything is sent. One that fails dies with its process instead,
   * so that the receiver does not take what it has for the whole. One whose receiver is gone leaves in
   * order: the next receiver has nothing to do with it.
   */
  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    Arguments arguments = invocation.arguments();
    OptionalLong size = arguments.size(MESSAGE_SIZE, 1);
    String address = arguments.address();
    IpcContext ipc = invocation.ipc();
    if (publishes) {
      var _ = ipc.topic(address); // says what is wrong with it before anything is read
    } else {
      var _ = ipc.channel(address);
    }
    try (MessageInput source = source(invocation, size)) {
      Sender sender = publishes ? ipc.publisher(address) : ipc.sender(address);
      checkSize(size, sender);
      try {
        source.sendTo(sender);
      } catch (PeerClosedException e) {
        leave(sender, e);
        throw e;
      }
      sender.close();
    }
  }

  private static void leave(Sender sender, PeerClosedException reason) {
    try {
      sender.close();
    } catch (IpcException e) {
      reason.addSuppressed(e);
    }
  }

  private static MessageInput source(Invocation invocation, OptionalLong size) throws IOException {
    Arguments arguments = invocation.arguments();
    arguments.exclusive(MESSAGE, FILE);
    arguments.exclusive(MESSAGE, LINES);
    arguments.exclusive(MESSAGE, MESSAGE_SIZE);
    arguments.exclusive(LINES, MESSAGE_SIZE);
    List<String> texts = arguments.texts(MESSAGE);
    if (!texts.isEmpty()) {
      return new Texts(texts);
    }
    Optional<Path> file = arguments.path(FILE);
    Input input = file.isPresent() ? Input.of(file.get()) : Input.standard(invocation.streams());
    ProgressLine progress = ProgressLine.start(invocation.streams(), input.size());
    return arguments.has(LINES) ? new Lines(input, progress) : new Chunks(input, size, progress);
  }

  private static void checkSize(OptionalLong size, Sender sender) {
    if (size.orElse(0) > sender.maxMessage()) {
      throw new UsageException(
          "%s=%d is over what %s takes: maxMessage=%d"
              .formatted(MESSAGE_SIZE, size.getAsLong(), sender.address(), sender.maxMessage()));
    }
  }
}
