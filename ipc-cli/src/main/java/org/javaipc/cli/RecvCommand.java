package org.javaipc.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.TopicSubscription;
import org.javaipc.cli.io.FileChannels;
import org.javaipc.cli.io.Output;
import org.javaipc.cli.io.ProgressLine;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.transfer.MessageWriter;
import org.javaipc.cli.transfer.NothingCameException;
import picocli.CommandLine.Model.CommandSpec;

/** Receives messages of a channel or a topic to standard output or a file. */
final class RecvCommand implements Command {
  private static final String OUT = "--out";
  private static final String COUNT = "--count";
  private static final String TIMEOUT = "--timeout";
  private static final String LINES = "--lines";
  private static final String FROM = "--from";
  private static final String AS = "--as";

  /** Most messages between two looks at whether the output has all that came. */
  private static final int BATCH = 1024;

  private final boolean subscribes;

  /**
   * Makes the command.
   *
   * @param subscribes whether to a topic, rather than being the receiver of a channel
   */
  RecvCommand(boolean subscribes) {
    this.subscribes = subscribes;
  }

  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(Options.address())
        .addOption(
            Options.value(OUT, "FILE", "Write to this file or device, not to standard output."))
        .addOption(Options.value(COUNT, "N", "End after this many messages."))
        .addOption(
            Options.value(TIMEOUT, "D", "Give up when no message comes for this long: 500ms, 10s."))
        .addOption(Options.flag(LINES, "Write a line feed after each message."));
    if (subscribes) {
      spec.addOption(
              Options.value(
                  FROM, "PLACE", "Where in a log to begin: start, end, 1000, 10m, or a time."))
          .addOption(
              Options.value(
                  AS, "NAME", "Keep this subscription's place in a log under this name."));
    }
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    Arguments arguments = invocation.arguments();
    long count = arguments.count(COUNT).orElse(Long.MAX_VALUE);
    Optional<Duration> timeout = arguments.duration(TIMEOUT);
    Optional<Path> file = arguments.path(OUT);
    byte[] separator = arguments.has(LINES) ? new byte[] {'\n'} : new byte[0];
    try (var receiver = invocation.cleanup().hold(() -> open(invocation));
        var output = invocation.cleanup().hold(() -> output(invocation, file));
        ProgressLine progress = ProgressLine.start(invocation.streams(), 0)) {
      invocation.streams().err().println("ready " + receiver.get().address());
      MessageWriter writer = new MessageWriter(output.get(), separator, progress);
      receive(receiver.get(), writer, count, timeout);
      sayMissed(invocation, receiver.get());
    }
  }

  private Receiver open(Invocation invocation) throws IOException {
    String address = invocation.arguments().address();
    try {
      return subscribes
          ? invocation.ipc().subscribe(placed(invocation, address))
          : invocation.ipc().receiver(address);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(address + ": this process is ending");
    }
  }

  /** The options of this command come before those of the address. */
  private static Address placed(Invocation invocation, String text) throws IOException {
    Address address = invocation.ipc().resolve(text);
    for (String option : new String[] {FROM, AS}) {
      Optional<String> value = invocation.arguments().text(option);
      if (value.isPresent()) {
        address = address.with(option.substring("--".length()), value.get());
      }
    }
    return address;
  }

  private static void sayMissed(Invocation invocation, Receiver receiver) {
    if (receiver instanceof TopicSubscription subscription && subscription.missed() > 0) {
      invocation.streams().err().println("missed " + subscription.missed() + " messages");
    }
  }

  private static Output output(Invocation invocation, Optional<Path> file) throws IOException {
    return file.isEmpty()
        ? StandardOutput.of(invocation.streams())
        : new Output(FileChannels.writing(file.get()), file.get().toString());
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
