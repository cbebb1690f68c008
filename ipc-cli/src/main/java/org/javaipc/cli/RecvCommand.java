package org.javaipc.cli;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.cli.io.Output;
import org.javaipc.cli.io.Progress;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.transfer.MessageWriter;
import org.javaipc.cli.transfer.NothingCameException;
import picocli.CommandLine.Model.CommandSpec;

/** Receives messages to standard output or a file. */
final class RecvCommand implements Command {
  private static final String OUT = "--out";
  private static final String COUNT = "--count";
  private static final String TIMEOUT = "--timeout";
  private static final String LINES = "--lines";

  /** Most messages between two looks at whether the output has all that came. */
  private static final int BATCH = 1024;

  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(Options.address())
        .addOption(
            Options.value(OUT, "FILE", "Write to this file or device, not to standard output."))
        .addOption(Options.value(COUNT, "N", "End after this many messages."))
        .addOption(
            Options.value(TIMEOUT, "D", "Give up when no message came for this long: 500ms, 10s."))
        .addOption(Options.flag(LINES, "Write a line feed after each message."));
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    Arguments arguments = invocation.arguments();
    long count = arguments.count(COUNT).orElse(Long.MAX_VALUE);
    Optional<Duration> timeout = arguments.duration(TIMEOUT);
    Optional<Path> file = arguments.path(OUT);
    byte[] separator = arguments.has(LINES) ? new byte[] {'\n'} : new byte[0];
    try (var receiver =
            invocation.cleanup().hold(() -> invocation.ipc().receiver(arguments.address()));
        var output = invocation.cleanup().hold(() -> output(invocation, file));
        Progress progress = Progress.start(invocation.streams(), 0)) {
      invocation.streams().err().println("ready " + receiver.get().address());
      MessageWriter writer = new MessageWriter(output.get(), separator, progress);
      receive(receiver.get(), writer, count, timeout);
    }
  }

  private static Output output(Invocation invocation, Optional<Path> file) throws IOException {
    return file.isEmpty()
        ? StandardOutput.of(invocation.streams())
        : new Output(
            FileChannel.open(file.get(), CREATE, WRITE, TRUNCATE_EXISTING), file.get().toString());
  }

  private static void receive(
      Receiver receiver, MessageWriter writer, long count, Optional<Duration> timeout)
      throws IOException, InterruptedException {
    try {
      long left = count;
      while (left > 0) {
        int taken = receive(receiver, writer, (int) Math.min(left, BATCH), timeout);
        if (taken == Receiver.END_OF_STREAM) {
          return;
        }
        writer.flush();
        left -= taken;
      }
    } catch (IpcException e) {
      writer.flush();
      throw e;
    }
  }

  private static int receive(
      Receiver receiver, MessageWriter writer, int limit, Optional<Duration> timeout)
      throws IOException, InterruptedException {
    if (timeout.isEmpty()) {
      return receiver.receive(writer, limit);
    }
    int taken = receiver.receive(writer, limit, timeout.get());
    if (taken == 0) {
      throw new NothingCameException(receiver.address(), "message", timeout.get());
    }
    return taken;
  }
}
