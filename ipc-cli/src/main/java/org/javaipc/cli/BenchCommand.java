package org.javaipc.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.IpcException;
import org.javaipc.MessageTooLongException;
import org.javaipc.cli.bench.Amount;
import org.javaipc.cli.bench.Job;
import org.javaipc.cli.bench.Measurement;
import org.javaipc.cli.bench.MeasurementPrinter;
import org.javaipc.cli.bench.Mode;
import org.javaipc.cli.bench.Session;
import org.javaipc.cli.bench.Setup;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.peer.Run;
import org.javaipc.cli.peer.RunName;
import org.javaipc.cli.report.Machine;
import org.javaipc.cli.report.Results;
import org.javaipc.spi.Spelling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Measures channels between this process and a second one. */
final class BenchCommand implements Command {
  private static final String MODE = "--mode";
  private static final String SIZE = "--size";
  private static final String COUNT = "--count";
  private static final String REPEAT = "--repeat";
  private static final String HTML = "--html";

  private static final String RATE = "--rate";

  private static final Duration A_SECOND = Duration.ofSeconds(1);
  private static final long LARGEST = 1L << 30;
  private static final String DEFAULT_RATE = "100000";
  private static final String DEFAULT_SIZE = "100";
  private static final String SIZES_TO_PLOT = "32,1KiB,64KiB";
  private static final long DEFAULT_REPEAT = 5;

  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(
            Options.rest(
                "ADDRESS",
                "Channels to measure; by default, each transport between processes of one machine."))
        .addOption(
            Options.value(
                MODE,
                "MODE",
                "ping: round trips (default). flood: one way. rate: one way, each message when it is due."))
        .addOption(
            Options.value(SIZE, "SIZE", "Length of the messages, 100 B; or several: 32,1KiB."))
        .addOption(
            Options.value(
                RATE,
                "N",
                "With --mode rate: messages a second, 100000; or several: 10000,100000."))
        .addOption(
            Options.value(
                COUNT,
                "N",
                "Round trips or messages a repetition; by default, about a second of them."))
        .addOption(Options.value(REPEAT, "N", "Repetitions after a warm-up of a second: 5."))
        .addOption(Options.json())
        .addOption(
            Options.value(
                HTML, "FILE", "Also write a page with plots; without --mode, measure all modes."));
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    Arguments arguments = invocation.arguments();
    Optional<Path> page = arguments.path(HTML);
    Amount amount = amount(arguments);
    long repeat = arguments.count(REPEAT).orElse(DEFAULT_REPEAT);
    List<Setup> setups = setups(invocation);
    if (page.isPresent()) {
      Results.check(page.get());
    }
    MeasurementPrinter printer =
        new MeasurementPrinter(
            StandardOutput.of(invocation.streams()), arguments.json(), longest(setups));
    List<String> leftOut = new ArrayList<>();
    IOException failure = null;
    try (Run run = invocation.newRun()) {
      for (Setup setup : setups) {
        try {
          measure(run, setup, amount, repeat, printer);
        } catch (IOException e) {
          failure = worse(failure, e);
          if (setups.size() > 1) {
            leftOut.add(leftOut(invocation, setup, e));
          }
        }
      }
    }
    if (page.isPresent() && !printer.printed().isEmpty()) {
      results(invocation, printer, leftOut).writePage(page.get());
    }
    if (failure != null && (isFailure(failure) || printer.printed().isEmpty())) {
      throw failure;
    }
  }

  private static Amount amount(Arguments arguments) {
    OptionalLong count = arguments.count(COUNT);
    return count.isPresent() ? Amount.of(count.getAsLong()) : Amount.of(A_SECOND);
  }

  private static Results results(
      Invocation invocation, MeasurementPrinter printer, List<String> leftOut) throws IOException {
    return new Results(
        "ipc bench",
        List.of("ipc bench " + String.join(" ", invocation.arguments().words())),
        Machine.properties(),
        Map.of("javaipc", Help.version()),
        printer.printed().stream().map(Measurement::row).toList(),
        leftOut);
  }

  /** What a transport cannot carry is left out; what goes wrong is the command's end, after all the rest. */
  private static boolean isFailure(IOException e) {
    return !(e instanceof MessageTooLongException);
  }

  private static IOException worse(@Nullable IOException first, IOException next) {
    return first == null || (!isFailure(first) && isFailure(next)) ? next : first;
  }

  private static String leftOut(Invocation invocation, Setup setup, IOException e) {
    String line = "%s, %s: %s".formatted(setup.address(), setup.title(), Failure.of(e).message());
    invocation.streams().err().println("ipc: left out: " + line);
    return line;
  }

  private static void measure(
      Run run, Setup setup, Amount amount, long repeat, MeasurementPrinter printer)
      throws IOException, InterruptedException {
    try (Session session = Session.start(setup, run)) {
      session.run(Amount.of(A_SECOND));
      for (long i = 0; i < repeat; i++) {
        printer.print(session.run(amount));
      }
    }
  }

  private static List<Address> addresses(Invocation invocation) throws IpcException {
    List<String> given = invocation.arguments().rest();
    if (given.isEmpty()) {
      String name = RunName.of("bench");
      return Transports.acrossProcesses(invocation).stream()
          .map(scheme -> new Address(scheme, name, Map.of()))
          .toList();
    }
    List<Address> addresses = new ArrayList<>();
    for (String address : given) {
      addresses.add(acrossProcesses(invocation.ipc().channel(address)));
    }
    return addresses;
  }

  private static Address acrossProcesses(Channel channel) {
    if (!channel.capabilities().contains(Capability.CROSS_PROCESS)) {
      throw new UsageException(
          channel.address() + " is a channel within one process, and this measures between two");
    }
    return channel.address();
  }

  private static List<Setup> setups(Invocation invocation) throws IpcException {
    Arguments arguments = invocation.arguments();
    Mode mode = arguments.text(MODE).map(BenchCommand::mode).orElse(Mode.PING);
    if (arguments.has(RATE) && mode != Mode.RATE) {
      throw new UsageException(RATE + " needs " + MODE + " " + Mode.RATE.word());
    }
    List<Address> addresses = addresses(invocation);
    List<Setup> setups =
        new ArrayList<>(
            setups(
                addresses,
                mode,
                sizes(arguments.text(SIZE).orElse(DEFAULT_SIZE)),
                rates(arguments.text(RATE).orElse(DEFAULT_RATE))));
    if (arguments.has(HTML) && !arguments.has(MODE) && !arguments.has(SIZE)) {
      // A page with all plots wants all modes, and some sizes.
      setups.addAll(setups(addresses, Mode.FLOOD, sizes(SIZES_TO_PLOT), List.of(0L)));
      setups.addAll(setups(addresses, Mode.RATE, sizes(DEFAULT_SIZE), rates(DEFAULT_RATE)));
    }
    return setups;
  }

  private static List<Setup> setups(
      List<Address> addresses, Mode mode, List<Integer> sizes, List<Long> rates) {
    List<Setup> setups = new ArrayList<>();
    for (Address address : addresses) {
      for (int size : sizes) {
        for (long rate : mode == Mode.RATE ? rates : List.of(0L)) {
          setups.add(new Setup(address, mode, job(mode, size, rate)));
        }
      }
    }
    return setups;
  }

  private static Job job(Mode mode, int size, long rate) {
    try {
      return new Job(mode.work(), size, rate);
    } catch (IllegalArgumentException e) {
      throw new UsageException(Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }

  private static List<Integer> sizes(String text) {
    return Arrays.stream(text.split(",", -1)).map(BenchCommand::size).toList();
  }

  private static int size(String text) {
    long size = Arguments.size(SIZE, text, 0);
    if (size > LARGEST) {
      throw new UsageException(SIZE + "=" + text + " is more than a channel has room for, 1 GiB");
    }
    return (int) size;
  }

  private static List<Long> rates(String text) {
    return Arrays.stream(text.split(",", -1)).map(rate -> Arguments.count(RATE, rate)).toList();
  }

  private static Mode mode(String word) {
    return Arrays.stream(Mode.values())
        .filter(mode -> mode.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                "%s=%s is not one of %s%s"
                    .formatted(
                        MODE,
                        word,
                        String.join(", ", Mode.words()),
                        Spelling.suggestion(word, Mode.words()))));
  }

  private static int longest(List<Setup> setups) {
    return setups.stream().mapToInt(setup -> setup.address().toString().length()).max().orElse(0);
  }
}
