package org.javaipc.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.javaipc.Address;
import org.javaipc.cli.demo.FileTransfer;
import org.javaipc.cli.demo.Outcome;
import org.javaipc.cli.demo.SourceFile;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.io.Table;
import org.javaipc.cli.peer.Run;
import org.javaipc.cli.peer.RunName;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The main job, shown: a real file, moved to a second process over each transport, and verified.
 */
final class DemoCommand implements Command {
  private static final String FILE = "--file";

  private static final String NEXT_STEPS =
      """

      MB/s counts until the second process has the last byte; p50 and p99 are from sending a
      message to having it, with the channel kept full. Next: 'ipc bench' measures round trips;
      or, in two terminals, 'ipc recv shm:hello' and 'echo hello | ipc send shm:hello'.
      """;

  @Override
  public void declare(CommandSpec spec) {
    spec.addOption(
            Options.value(FILE, "FILE", "Move this file, not the running Java's lib/modules."))
        .addOption(Options.json());
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    Path path = invocation.arguments().path(FILE).orElseGet(DemoCommand::modulesOfJava);
    List<String> schemes = Transports.acrossProcesses(invocation);
    List<Outcome> outcomes;
    try (SourceFile file = SourceFile.open(path)) {
      if (!invocation.arguments().json()) {
        introduce(invocation, file);
      }
      outcomes = move(invocation, file, schemes);
    }
    report(invocation, outcomes);
    refuseUnverified(outcomes);
  }

  private static void introduce(Invocation invocation, SourceFile file) {
    talk(
        invocation,
        "Moving %s (%.1f MB) over each transport to a second process, which checks SHA-256.%n%n"
            .formatted(file.path(), file.size() / 1e6));
  }

  private static Path modulesOfJava() {
    return Path.of(System.getProperty("java.home"), "lib", "modules");
  }

  private static List<Outcome> move(Invocation invocation, SourceFile file, List<String> schemes)
      throws IOException, InterruptedException {
    String name = RunName.of("demo");
    List<Outcome> outcomes = new ArrayList<>();
    try (Run run = invocation.newRun()) {
      FileTransfer transfer = new FileTransfer(file, run);
      for (String scheme : schemes) {
        outcomes.add(move(invocation, transfer, new Address(scheme, name, Map.of())));
      }
    }
    return outcomes;
  }

  private static Outcome move(Invocation invocation, FileTransfer transfer, Address address)
      throws InterruptedException {
    try {
      return transfer.over(address);
    } catch (IOException e) {
      talk(invocation, address.scheme() + ": " + Failure.of(e).message() + "\n");
      return Outcome.failed(address.scheme());
    }
  }

  private static void report(Invocation invocation, List<Outcome> outcomes) throws IOException {
    StandardOutput output = StandardOutput.of(invocation.streams());
    if (invocation.arguments().json()) {
      for (Outcome outcome : outcomes) {
        output.text(outcome.json());
      }
      return;
    }
    Table table = Outcome.table();
    outcomes.forEach(outcome -> outcome.addTo(table));
    output.text(table.toString());
    talk(invocation, NEXT_STEPS);
  }

  private static void talk(Invocation invocation, String text) {
    invocation.streams().err().print(text);
    invocation.streams().err().flush();
  }

  private static void refuseUnverified(List<Outcome> outcomes) throws IOException {
    List<String> bad =
        outcomes.stream().filter(outcome -> !outcome.verified()).map(Outcome::scheme).toList();
    if (!bad.isEmpty()) {
      throw new IOException("the file did not arrive whole over " + String.join(", ", bad));
    }
  }
}
