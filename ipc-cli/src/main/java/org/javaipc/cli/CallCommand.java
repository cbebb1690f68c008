package org.javaipc.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Calls a method of a gRPC server, whose types the server describes. */
final class CallCommand implements Command {
  static final String DEADLINE = "--deadline";
  private static final String HEADER = "-H";

  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(Options.address())
        .addPositional(
            Options.parameter(
                1, "SERVICE/METHOD", "The method to call, such as com.example.Orders/place."))
        .addPositional(
            PositionalParamSpec.builder()
                .index("2")
                .arity("0..1")
                .type(String.class)
                .paramLabel("JSON")
                .description(
                    "The request, or several requests in order for a method that takes a stream; '-' reads them from standard input. By default, the empty message.")
                .build())
        .addOption(
            Options.values(
                HEADER,
                "NAME:VALUE",
                "Metadata of the call, in base64 if NAME ends in -bin. May be repeated."))
        .addOption(deadline());
  }

  static OptionSpec deadline() {
    return Options.value(DEADLINE, "TIME", "Deadline of each call, such as 5s.");
  }

  /** {@return the deadline as the tools take it} */
  static String deadline(Arguments arguments) {
    return arguments.duration(DEADLINE).map(Duration::toString).orElse("");
  }

  @Override
  public void run(Invocation invocation) throws IOException {
    Arguments arguments = invocation.arguments();
    List<String> words =
        new ArrayList<>(
            List.of(
                arguments.address(),
                deadline(arguments),
                arguments.parameter(1),
                arguments.parameter(2)));
    words.addAll(arguments.texts(HEADER));
    GrpcTool.run("ipc-call", invocation.streams(), words);
  }
}
