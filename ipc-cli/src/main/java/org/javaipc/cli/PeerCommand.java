package org.javaipc.cli;

import java.io.IOException;
import java.util.List;
import org.javaipc.cli.bench.ServerJob;
import org.javaipc.cli.demo.DigestJob;
import org.javaipc.cli.peer.PeerControl;
import org.javaipc.cli.peer.PeerJob;
import picocli.CommandLine.Model.CommandSpec;

/** The second process of {@code demo} and {@code bench}; not for people. */
final class PeerCommand implements Command {
  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(Options.rest("WORD", "A job and its channels."));
  }

  @Override
  public void run(Invocation invocation) throws IOException {
    PeerControl control = PeerControl.listen(invocation.streams());
    try {
      job(invocation.arguments().rest()).run(invocation.ipc(), invocation.cleanup(), control);
    } catch (Throwable thrown) {
      Failure failure = Failure.of(thrown);
      control.answer(PeerJob.FAILED, failure.exitCode(), failure.message());
    }
  }

  private static PeerJob job(List<String> words) {
    return switch (words.isEmpty() ? "" : words.getFirst()) {
      case DigestJob.NAME -> new DigestJob(words.get(1));
      case ServerJob.NAME ->
          new ServerJob(words.get(1), words.get(2), Integer.parseInt(words.get(3)));
      default -> throw new UsageException("there is no job " + words);
    };
  }
}
