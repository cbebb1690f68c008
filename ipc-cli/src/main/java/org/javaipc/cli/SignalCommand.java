package org.javaipc.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.javaipc.NoSuchProcessException;
import org.javaipc.ResourceLimitException;
import org.javaipc.cli.io.Json;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.io.Streams;
import org.javaipc.cli.io.Table;
import org.javaipc.cli.signal.SignalWatch;
import org.javaipc.signal.Signal;
import org.javaipc.signal.Signals;
import org.javaipc.spi.Units;
import picocli.CommandLine.Model.CommandSpec;

/** Lists signals, sends one, or says which arrive. */
final class SignalCommand implements Command {
  private static final String VALUE = "--value";
  private static final String COUNT = "--count";
  private static final String VERBS = "list, send, watch";

  @Override
  public void declare(CommandSpec spec) {
    spec.usageMessage()
        .customSynopsis(
            "ipc signal list [--json]",
            "       ipc signal send PID SIGNAL [--value=N]",
            "       ipc signal watch SIGNAL... [--count=N] [--json]",
            "");
    spec.addPositional(
            Options.rest(
                "WORD",
                "list; or send, a process and a signal (0 only checks whether the process exists);"
                    + " or watch and signals. A signal is INT, SIGINT or 2."))
        .addOption(
            Options.value(VALUE, "N", "send: queue the signal with this number, decimal or 0x."))
        .addOption(Options.value(COUNT, "N", "watch: end after this many signals."))
        .addOption(Options.json());
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    Arguments arguments = invocation.arguments();
    List<String> words = arguments.rest();
    if (words.isEmpty()) {
      throw new UsageException("say which of " + VERBS + "; see 'ipc signal --help'");
    }
    List<String> rest = words.subList(1, words.size());
    switch (words.getFirst()) {
      case "list" -> list(rest, arguments, invocation.streams());
      case "send" -> send(rest, arguments);
      case "watch" -> watch(rest, arguments, invocation.streams());
      default ->
          throw new UsageException(
              "unknown action 'ipc signal %s'; the actions are %s"
                  .formatted(words.getFirst(), VERBS));
    }
  }

  private static void list(List<String> rest, Arguments arguments, Streams streams)
      throws IOException {
    requireCount(rest, 0, "list");
    refuse(arguments, "list", VALUE, COUNT);
    StringBuilder json = new StringBuilder();
    Table table = new Table("NUMBER", "NAME", "ACTION", "RECEIVED BY A JVM");
    for (Signal signal : Signal.all()) {
      String action = signal.defaultAction().name().toLowerCase(Locale.ROOT);
      String reception = signal.reception().name().toLowerCase(Locale.ROOT);
      table.row(Integer.toString(signal.number()), signal.name(), action, reception);
      json.append(
          new Json()
              .put("number", signal.number())
              .put("name", signal.name())
              .put("action", action)
              .put("reception", reception)
              .line());
    }
    StandardOutput.of(streams).text(arguments.json() ? json.toString() : table.toString());
  }

  private static void send(List<String> rest, Arguments arguments) throws IOException {
    requireCount(rest, 2, "send PID SIGNAL");
    refuse(arguments, "send", COUNT, Options.JSON);
    int pid = pid(rest.getFirst());
    if (rest.get(1).equals("0")) {
      if (!Signals.exists(pid)) {
        throw new NoSuchProcessException("process " + pid + ": does not exist, or has ended");
      }
      return;
    }
    Signal signal = signal(rest.get(1));
    OptionalLong value = value(arguments);
    if (value.isEmpty()) {
      Signals.kill(pid, signal);
    } else if (!Signals.offer(pid, signal, value.getAsLong())) {
      throw new ResourceLimitException(
          "process %d: the queue of signals is full (%s); nothing was sent, raise `ulimit -i`"
              .formatted(pid, Signals.queueLimit()));
    }
  }

  private static void watch(List<String> rest, Arguments arguments, Streams streams)
      throws IOException, InterruptedException {
    refuse(arguments, "watch", VALUE);
    if (rest.isEmpty()) {
      throw new UsageException("no signals to watch are given; see 'ipc signal --help'");
    }
    long count = arguments.count(COUNT).orElse(Long.MAX_VALUE);
    List<Signal> signals = rest.stream().map(SignalCommand::signal).distinct().toList();
    try (SignalWatch watch = SignalWatch.of(signals)) {
      streams
          .err()
          .println("ready " + ProcessHandle.current().pid() + " " + String.join(" ", rest));
      StandardOutput out = StandardOutput.of(streams);
      for (long i = 0; i < count; i++) {
        out.text(watch.next().line(arguments.json()));
      }
    }
  }

  private static int pid(String text) {
    if (!text.matches("0*[1-9][0-9]{0,8}")) {
      throw new UsageException("pid=" + text + " is not a process number");
    }
    return Integer.parseInt(text);
  }

  private static Signal signal(String text) {
    try {
      return Signal.of(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static OptionalLong value(Arguments arguments) {
    return arguments
        .text(VALUE)
        .map(text -> {
          OptionalLong value = Units.number(text);
          if (value.isEmpty()) {
            throw new UsageException(VALUE + "=" + text + " is not a 64-bit number");
          }
          return value;
        })
        .orElse(OptionalLong.empty());
  }

  private static void requireCount(List<String> rest, int count, String synopsis) {
    if (rest.size() != count) {
      throw new UsageException(
          "the form is 'ipc signal %s', but %d words were given after the first"
              .formatted(synopsis, rest.size()));
    }
  }

  private static void refuse(Arguments arguments, String verb, String... options) {
    for (String option : options) {
      if (arguments.has(option)) {
        throw new UsageException("'ipc signal " + verb + "' does not take the option " + option);
      }
    }
  }
}
