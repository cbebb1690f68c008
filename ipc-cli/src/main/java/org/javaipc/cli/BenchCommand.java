package org.javaipc.cli;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.IpcException;
import org.javaipc.cli.bench.Benchmark;
import org.javaipc.cli.bench.HtmlReport;
import org.javaipc.cli.bench.MeasurementPrinter;
import org.javaipc.cli.bench.Mode;
import org.javaipc.cli.bench.Setup;
import org.javaipc.cli.bench.Warmup;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.peer.Run;
import org.javaipc.cli.peer.RunName;
import org.javaipc.spi.Spelling;
import picocli.CommandLine.Model.CommandSpec;

/** Measures channels between this process and a second one. */
final class BenchCommand implements Command {
  private static final String MODE = "--mode";
  private static final String SIZE = "--size";
  private static final String COUNT = "--count";
  private static final String REPEAT = "--repeat";
  private static final String HTML = "--html";

  private static final String DEFAULT_SIZE = "100";
  private static final String SIZES_TO_PLOT = "32,1KiB,64KiB";
  private static final long DEFAULT_REPEAT = 5;

  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(
            Options.rest("ADDRESS", "Channels to measure; else each transport between processes."))
        .addOption(Options.value(MODE, "MODE", "ping: round trips (default). flood: one way."))
        .addOption(
            Options.value(SIZE, "SIZE", "Length of the messages, 100 B; or several: 32,1KiB."))
        .addOption(
            Options.value(COUNT, "N", "Round trips or messages a repetition; else about a second."))
        .addOption(Options.value(REPEAT, "N", "Repetitions after a warm-up of a second: 5."))
        .addOption(Options.json())
        .addOption(
            Options.value(
                HTML, "FILE", "Write a page with plots, too; alone, it measures both modes."));
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    Arguments arguments = invocation.arguments();
    OptionalLong count = arguments.count(COUNT);
    long repeat = arguments.count(REPEAT).orElse(DEFAULT_REPEAT);
    Optional<Path> page = arguments.path(HTML);
    List<Setup> setups = setups(invocation);
    if (page.isPresent()) {
      HtmlReport.check(page.get());
    }
    MeasurementPrinter printer =
        new MeasurementPrinter(
            StandardOutput.of(invocation.streams()), arguments.json(), longest(setups));
    try (Run run = invocation.newRun()) {
      for (Setup setup : setups) {
        measure(run, setup, count, repeat, printer);
      }
    }
    if (page.isPresent()) {
      HtmlReport.write(page.get(), printer.printed());
    }
  }

  private static void measure(
      Run run, Setup setup, OptionalLong count, long repeat, MeasurementPrinter printer)
      throws IOException, InterruptedException {
    try (Benchmark benchmark = setup.start(run)) {
      long aSecond = Warmup.countPerSecond(benchmark);
      for (long i = 0; i < repeat; i++) {
        printer.print(benchmark.run(count.orElse(aSecond)));
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
    List<Long> sizes = sizes(arguments.text(SIZE).orElse(DEFAULT_SIZE));
    List<Address> addresses = addresses(invocation);
    List<Setup> setups = setups(addresses, mode, sizes);
    if (arguments.has(HTML) && !arguments.has(MODE) && !arguments.has(SIZE)) {
      // A page with both plots wants both modes, and some sizes.
      setups.addAll(setups(addresses, Mode.FLOOD, sizes(SIZES_TO_PLOT)));
    }
    return setups;
  }

  private static List<Setup> setups(List<Address> addresses, Mode mode, List<Long> sizes) {
    List<Setup> setups = new ArrayList<>();
    for (Address address : addresses) {
      sizes.forEach(size -> setups.add(new Setup(address, mode, size)));
    }
    return setups;
  }

  private static List<Long> sizes(String text) {
    return Splitter.on(',').splitToStream(text).map(size -> Arguments.size(SIZE, size, 0)).toList();
  }

  private static Mode mode(String word) {
    return Arrays.stream(Mode.values())
        .filter(mode -> mode.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                "%s=%s is none of %s%s"
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
