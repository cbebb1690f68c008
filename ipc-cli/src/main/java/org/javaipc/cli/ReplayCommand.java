package org.javaipc.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.Sender;
import org.javaipc.WrongKindException;
import org.javaipc.cli.io.ProgressLine;
import org.javaipc.cli.recording.Replay;
import org.javaipc.cli.recording.Speed;
import org.javaipc.mmap.log.LogStart;
import picocli.CommandLine.Model.CommandSpec;

/** Sends a recording to a channel or a topic. */
final class ReplayCommand implements Command {
  private static final String LOG = "LOG";
  private static final String ADDRESS = "ADDRESS";
  private static final String COUNT = "--count";
  private static final String TOPIC = "--topic";
  private static final String SPEED = "--speed";
  private static final String FROM = "--from";

  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(Options.parameter(0, LOG, "The folder of a recording, or one of its files."))
        .addPositional(
            Options.parameter(1, ADDRESS, "An address such as shm:orders, or a logical name."))
        .addOption(Options.flag(TOPIC, "Publish to a topic, even if it has not been opened yet."))
        .addOption(
            Options.value(SPEED, "FACTOR", "1x, the recorded speed, by default; or 2x, 0.5x, max."))
        .addOption(
            Options.value(
                FROM,
                "PLACE",
                "Begin at a position such as 1000, or a time such as 2026-11-30T08:00:00Z."))
        .addOption(Options.value(COUNT, "N", "End after this many messages."));
  }

  /** A sender is closed only when everything is sent, as that of {@link SendCommand}. */
  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    Arguments arguments = invocation.arguments();
    Path path = arguments.path(0, LOG);
    long count = arguments.count(COUNT).orElse(Long.MAX_VALUE);
    Speed speed = speed(arguments);
    LogStart start = start(arguments);
    try (var replay = invocation.cleanup().hold(() -> Replay.open(path, start))) {
      Sender sender = sender(invocation, arguments.parameter(1));
      try {
        run(invocation, replay.get(), sender, speed, count);
      } catch (PeerClosedException e) {
        leave(sender, e);
        throw e;
      }
      sender.close();
      invocation.streams().err().println(replay.get().summary());
    }
  }

  private static void run(
      Invocation invocation, Replay replay, Sender sender, Speed speed, long count)
      throws IOException, InterruptedException {
    try (ProgressLine progress = ProgressLine.start(invocation.streams(), 0)) {
      replay.run(sender, speed, count, progress::add);
    }
  }

  private static void leave(Sender sender, PeerClosedException reason) {
    try {
      sender.close();
    } catch (IpcException e) {
      reason.addSuppressed(e);
    }
  }

  /** {@return the sender of a channel, or the publisher of a topic} */
  private static Sender sender(Invocation invocation, String address)
      throws IOException, InterruptedException {
    IpcContext ipc = invocation.ipc();
    if (invocation.arguments().has(TOPIC)) {
      return ipc.publisher(address);
    }
    try {
      return ipc.sender(address);
    } catch (WrongKindException e) {
      return ipc.publisher(address);
    }
  }

  private static Speed speed(Arguments arguments) {
    String text = arguments.text(SPEED).orElse("1x");
    return Speed.parse(text)
        .orElseThrow(() -> new UsageException(SPEED + "=" + text + " is not " + Speed.FORM));
  }

  private static LogStart start(Arguments arguments) {
    String text = arguments.text(FROM).orElse("start");
    return LogStart.parse(text)
        .orElseThrow(() -> new UsageException(FROM + "=" + text + " is not " + LogStart.FORM));
  }
}
