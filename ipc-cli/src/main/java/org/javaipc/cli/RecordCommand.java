package org.javaipc.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import org.javaipc.IpcContext;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.javaipc.TopicSubscription;
import org.javaipc.WrongKindException;
import org.javaipc.cli.io.ProgressLine;
import org.javaipc.cli.recording.Recording;
import org.javaipc.mmap.log.LogLimits;
import picocli.CommandLine.Model.CommandSpec;

/** Records the messages of a channel or a topic to a log, with their times. */
final class RecordCommand implements Command {
  private static final String LOG = "LOG";
  private static final String COUNT = "--count";
  private static final String TOPIC = "--topic";
  private static final String ROLL = "--roll";
  private static final String KEEP = "--keep";

  /** Most messages between two looks at whether enough came. */
  private static final int BATCH = 1024;

  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(Options.address())
        .addPositional(
            Options.parameter(
                1,
                LOG,
                "The folder of the recording; created if it is missing, continued if it exists."))
        .addOption(Options.flag(TOPIC, "Subscribe to a topic, even if it has not been opened yet."))
        .addOption(Options.value(COUNT, "N", "End after this many messages."))
        .addOption(
            Options.value(
                ROLL, "WHEN", "Begin a new file by size or time: 64MiB, 1h, or 64MiB,1h."))
        .addOption(
            Options.value(
                KEEP, "HOW", "Remove the oldest files by age or size: 7d, 10GiB, or 7d,10GiB."));
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    Arguments arguments = invocation.arguments();
    long count = arguments.count(COUNT).orElse(Long.MAX_VALUE);
    LogLimits limits = limits(arguments);
    Path path = arguments.path(1, LOG);
    PrintStream err = invocation.streams().err();
    try (var recording =
            invocation.cleanup().hold(() -> Recording.open(path, limits, err::println));
        var receiver = invocation.cleanup().hold(() -> receiver(invocation));
        ProgressLine progress = ProgressLine.start(invocation.streams(), 0)) {
      if (receiver.get() instanceof TopicSubscription subscription) {
        recording.get().countMissed(subscription::missed);
      }
      err.println("ready " + receiver.get().address());
      record(
          receiver.get(),
          (segment, offset, length) -> {
            recording.get().onMessage(segment, offset, length);
            progress.add(length);
          },
          count);
    }
  }

  private static void record(Receiver receiver, MessageHandler recording, long count)
      throws IOException, InterruptedException {
    for (long left = count; left > 0; ) {
      int taken = receiver.receive(recording, (int) Math.min(left, BATCH));
      if (taken == Receiver.END_OF_STREAM) {
        return;
      }
      left -= taken;
    }
  }

  /** {@return the receiver of a channel, or the subscription of a topic} */
  private static Receiver receiver(Invocation invocation) throws IOException {
    IpcContext ipc = invocation.ipc();
    String address = invocation.arguments().address();
    if (invocation.arguments().has(TOPIC)) {
      return subscription(ipc, address);
    }
    try {
      return ipc.receiver(address);
    } catch (WrongKindException e) {
      return subscription(ipc, address);
    }
  }

  private static Receiver subscription(IpcContext ipc, String address) throws IOException {
    try {
      return ipc.subscribe(address);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(address + ": the wait for the topic was interrupted");
    }
  }

  private static LogLimits limits(Arguments arguments) {
    LogLimits limits = LogLimits.DEFAULT;
    Optional<String> roll = arguments.text(ROLL);
    if (roll.isPresent()) {
      limits =
          limits
              .withRoll(roll.get())
              .orElseThrow(() -> wrong(ROLL, roll.get(), LogLimits.ROLL_FORM));
    }
    Optional<String> keep = arguments.text(KEEP);
    return keep.isEmpty()
        ? limits
        : limits
            .withKeep(keep.get())
            .orElseThrow(() -> wrong(KEEP, keep.get(), LogLimits.KEEP_FORM));
  }

  private static UsageException wrong(String option, String text, String right) {
    return new UsageException(option + "=" + text + " is not " + right);
  }
}
