package org.javaipc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.ChannelStatus;
import org.javaipc.ChannelStatus.Kind;
import org.javaipc.ChannelStatus.State;
import org.javaipc.IpcContext;
import org.javaipc.NoSuchObjectException;
import org.javaipc.Receiver;
import org.javaipc.cli.io.Json;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.NativeText;
import picocli.CommandLine.Model.CommandSpec;

/** Removes what dead processes left in a runtime directory, and says what it was. */
final class CleanCommand implements Command {
  private static final String KEPT = "--kept";
  private static final int MESSAGES_AT_A_TIME = 1024;

  @Override
  public void declare(CommandSpec spec) {
    spec.addOption(Options.directory())
        .addOption(Options.json())
        .addOption(
            Options.values(
                KEPT,
                "ADDRESS",
                "Also remove this channel, whose messages are kept for its next receiver; may be repeated."));
  }

  @Override
  public void run(Invocation invocation) throws IOException {
    Optional<Path> directory = invocation.arguments().directory();
    List<String> removed = new ArrayList<>();
    for (ChannelInspector inspector : invocation.ipc().inspectors()) {
      removed.addAll(inspector.removeLeftovers(directory));
    }
    for (String address : invocation.arguments().texts(KEPT)) {
      removed.add(removeKept(invocation.ipc(), address));
    }
    RuntimeDirectory.existing(directory)
        .ifPresent(existing -> removed.addAll(existing.removeDeadProcesses()));
    if (removed.isEmpty()) {
      invocation.streams().err().println("nothing to remove");
    }
    boolean json = invocation.arguments().json();
    StringBuilder text = new StringBuilder();
    for (String object : removed) {
      text.append(json ? new Json().put("removed", object).line() : OneLine.of(object) + "\n");
    }
    StandardOutput.of(invocation.streams()).text(text.toString());
  }

  /** Takes what is unread as the next receiver would, so that a living one is never robbed; then nothing is kept. */
  private static String removeKept(IpcContext ipc, String address) throws IOException {
    Address resolved = ipc.resolve(address);
    List<ChannelStatus> kept = channels(ipc, address);
    if (kept.isEmpty() || kept.getFirst().state() == State.LIVE) {
      throw new NoSuchObjectException(
          resolved + ": no channel is kept under that address; 'ipc list' shows those that are",
          "ENOENT");
    }
    drain(ipc, address, false);
    if (!channels(ipc, address).isEmpty()) {
      drain(ipc, address, true);
    }
    return kept.getFirst().object();
  }

  /** A queue goes with a receiver that leaves nothing unread; a file stays, and is removed while the receiver has its name. */
  private static void drain(IpcContext ipc, String address, boolean removesFile)
      throws IOException {
    try (Receiver receiver = ipc.receiver(address)) {
      while (receiver.poll((segment, offset, length) -> {}, MESSAGES_AT_A_TIME) > 0) {
        // go on
      }
      if (removesFile) {
        for (ChannelStatus status : channels(ipc, address)) {
          Files.deleteIfExists(NativeText.path(status.object()));
        }
      }
    }
  }

  private static List<ChannelStatus> channels(IpcContext ipc, String address) throws IOException {
    return ipc.status(address).stream().filter(status -> status.kind() == Kind.CHANNEL).toList();
  }
}
