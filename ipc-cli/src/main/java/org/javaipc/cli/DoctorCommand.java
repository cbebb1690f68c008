package org.javaipc.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.javaipc.IpcException;
import org.javaipc.cli.doctor.Check;
import org.javaipc.cli.doctor.JvmChecks;
import org.javaipc.cli.doctor.KernelChecks;
import org.javaipc.cli.doctor.LimitChecks;
import org.javaipc.cli.doctor.ObjectChecks;
import org.javaipc.cli.doctor.PlaceChecks;
import org.javaipc.cli.doctor.ProcessChecks;
import org.javaipc.cli.io.Json;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.io.Table;
import org.javaipc.spi.TransportProvider;
import picocli.CommandLine.Model.CommandSpec;

/** Checks what channels need of this machine and this JVM. */
final class DoctorCommand implements Command {
  @Override
  public void declare(CommandSpec spec) {
    spec.addOption(Options.json());
  }

  @Override
  public void run(Invocation invocation) throws IOException {
    List<Check> checks = new ArrayList<>();
    checks.addAll(JvmChecks.all());
    checks.addAll(KernelChecks.all());
    checks.addAll(PlaceChecks.all());
    checks.addAll(LimitChecks.all());
    checks.addAll(ObjectChecks.all());
    checks.addAll(ProcessChecks.all());
    checks.addAll(transports(invocation));
    StandardOutput.of(invocation.streams())
        .text(invocation.arguments().json() ? json(checks) : table(checks));
    long problems =
        checks.stream().filter(check -> check.verdict() == Check.Verdict.PROBLEM).count();
    if (problems > 0) {
      throw new IpcException(problems == 1 ? "there is a problem" : "there are problems");
    }
  }

  private static List<Check> transports(Invocation invocation) throws IOException {
    Map<String, TransportProvider> byScheme = new TreeMap<>();
    for (TransportProvider provider : invocation.ipc().notifierProviders()) {
      byScheme.put(provider.scheme(), provider);
    }
    for (TransportProvider provider : invocation.ipc().channelProviders()) {
      byScheme.put(provider.scheme(), provider);
    }
    return byScheme.values().stream().map(DoctorCommand::transport).toList();
  }

  private static Check transport(TransportProvider provider) {
    String name = "transport " + provider.scheme();
    Optional<String> reason = provider.unavailable();
    return reason.isEmpty()
        ? Check.ok(name, "available")
        : Check.warn(name, "not available", reason.get());
  }

  private static String json(List<Check> checks) {
    StringBuilder lines = new StringBuilder();
    for (Check check : checks) {
      lines.append(
          new Json()
              .put("check", check.name())
              .put("verdict", StatusText.word(check.verdict()))
              .put("finding", check.finding())
              .put("cure", check.cure().orElse(null))
              .line());
    }
    return lines.toString();
  }

  private static String table(List<Check> checks) {
    Table table = new Table("check", "verdict", "finding, and the cure");
    for (Check check : checks) {
      table.row(
          check.name(),
          StatusText.word(check.verdict()),
          OneLine.of(check.finding() + check.cure().map(cure -> ": " + cure).orElse("")));
    }
    return table.toString();
  }
}
