package org.javaipc.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import org.javaipc.Address;
import org.javaipc.IpcContext;
import org.javaipc.cli.io.Held;
import org.javaipc.cli.transfer.NamedChannels;
import org.javaipc.relay.Relay;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Joins two channels, or those of many configured names. The first relay that fails ends the process, with the
 * sending ends open: nobody takes what came for the whole.
 */
final class RelayCommand implements Command {
  private static final String FROM = "FROM";
  private static final String TO = "TO";
  private static final String ALLOW = "--allow";

  /** Two channels to join. */
  private record Pair(Address from, Address to) {}

  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(
            Options.parameter(
                0, FROM, "The address or logical name to take messages from; may contain {name}."))
        .addPositional(
            Options.parameter(
                1,
                TO,
                "Where to send them, such as unix:orders or, on another machine, grpc:orders?at=HOST:PORT; contains {name} if FROM does."))
        .addOption(
            Options.values(
                ALLOW,
                "PATTERN",
                "Relay each configured name of this form, such as 'orders.*', in place of {name}; may be repeated."));
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    List<Held<Relay>> relays = new ArrayList<>();
    for (Pair pair : pairs(invocation)) {
      relays.add(invocation.cleanup().hold(() -> open(invocation.ipc(), pair)));
      invocation.streams().err().println("ready " + pair.from() + " to " + pair.to());
    }
    CompletionService<Relay> running =
        new ExecutorCompletionService<>(task -> Thread.ofPlatform().daemon().start(task));
    for (Held<Relay> relay : relays) {
      var _ = running.submit(() -> run(relay));
    }
    for (int i = 0; i < relays.size(); i++) {
      Relay ended = next(running);
      invocation
          .streams()
          .err()
          .println(
              "relayed messages=%d bytes=%d from %s to %s"
                  .formatted(ended.messages(), ended.bytes(), ended.from(), ended.to()));
    }
  }

  private static Relay run(Held<Relay> relay) throws IOException, InterruptedException {
    try (relay) {
      relay.get().run();
      return relay.get();
    }
  }

  private static Relay next(CompletionService<Relay> running)
      throws IOException, InterruptedException {
    try {
      return running.take().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static List<Pair> pairs(Invocation invocation) throws IOException {
    Arguments arguments = invocation.arguments();
    IpcContext ipc = invocation.ipc();
    String from = arguments.address();
    String to = arguments.parameter(1);
    List<String> patterns = arguments.texts(ALLOW);
    boolean named = NamedChannels.isTemplate(from);
    if (named != NamedChannels.isTemplate(to) || named == patterns.isEmpty()) {
      throw new UsageException(
          "%s, %s and %s belong together: shm:{name} 'unix:{name}' --allow 'orders.*', or two addresses and no %s"
              .formatted(FROM, TO, ALLOW, ALLOW));
    }
    if (!named) {
      return List.of(new Pair(ipc.resolve(from), ipc.resolve(to)));
    }
    List<Pair> pairs = new ArrayList<>();
    for (String name : new NamedChannels(ipc).matching(patterns)) {
      pairs.add(
          new Pair(
              ipc.resolve(NamedChannels.fill(from, name)),
              ipc.resolve(NamedChannels.fill(to, name))));
    }
    return pairs;
  }

  private static Relay open(IpcContext ipc, Pair pair) throws IOException {
    try {
      return Relay.open(ipc, pair.from(), pair.to());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(pair.to() + ": this process is ending");
    }
  }
}
