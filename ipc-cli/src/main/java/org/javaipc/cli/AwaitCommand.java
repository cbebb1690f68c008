package org.javaipc.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.cli.io.Json;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.transfer.NothingCameException;
import picocli.CommandLine.Model.CommandSpec;

/** Waits for one wake-up and says which events it brought. */
final class AwaitCommand implements Command {
  private static final String TIMEOUT = "--timeout";

  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(Options.address())
        .addOption(
            Options.value(TIMEOUT, "D", "Give up when no event comes for this long: 500ms, 10s."))
        .addOption(Options.json());
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    Arguments arguments = invocation.arguments();
    Optional<Duration> timeout = arguments.duration(TIMEOUT);
    try (var listener =
        invocation.cleanup().hold(() -> invocation.ipc().listener(arguments.address()))) {
      invocation.streams().err().println("ready " + listener.get().address());
      long events = await(listener.get(), timeout);
      StandardOutput.of(invocation.streams())
          .text(
              arguments.json() ? new Json().put("events", numbers(events)).line() : lines(events));
    }
  }

  private static long await(Listener listener, Optional<Duration> timeout)
      throws IOException, InterruptedException {
    if (timeout.isEmpty()) {
      return listener.await();
    }
    long events = listener.await(timeout.get());
    if (events == 0) {
      throw new NothingCameException(listener.address(), "event", timeout.get());
    }
    return events;
  }

  private static String lines(long events) {
    return numbers(events).mapToObj(event -> event + "\n").collect(Collectors.joining());
  }

  private static IntStream numbers(long events) {
    return IntStream.range(0, Notifier.EVENTS).filter(event -> (events & Notifier.bit(event)) != 0);
  }
}
