package org.javaipc.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.Notifier;
import picocli.CommandLine.Model.CommandSpec;

/** Tells a listener of events. */
final class NotifyCommand implements Command {
  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(Options.address())
        .addPositional(Options.afterAddress("EVENT", "Events, numbers from 0 to 63."));
    // So that -1 is an event that does not exist, and not an option.
    spec.parser().unmatchedOptionsArePositionalParams(true);
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    String address = invocation.arguments().address();
    List<Integer> events = events(invocation.arguments().afterAddress());
    try (Notifier notifier = invocation.ipc().notifier(address)) {
      for (int event : events) {
        notifier.signal(event);
      }
    }
  }

  private static List<Integer> events(List<String> words) {
    List<Integer> events = new ArrayList<>();
    for (String word : words) {
      events.add(event(word));
    }
    return events;
  }

  private static int event(String word) {
    if (!word.matches("0*[0-9]{1,2}") || Integer.parseInt(word) >= Notifier.EVENTS) {
      throw new UsageException(
          "event=%s is not a number from 0 to %d".formatted(word, Notifier.EVENTS - 1));
    }
    return Integer.parseInt(word);
  }
}
