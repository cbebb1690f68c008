package org.javaipc.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Lists what a gRPC server says of its services. */
final class ServicesCommand implements Command {
  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(Options.address())
        .addPositional(
            PositionalParamSpec.builder()
                .index("1")
                .arity("0..1")
                .type(String.class)
                .paramLabel("SERVICE")
                .description("List only this service, with the types of its messages.")
                .build())
        .addOption(CallCommand.deadline())
        .addOption(Options.flag(Options.JSON, "Print one JSON object per line, for each method."));
  }

  @Override
  public void run(Invocation invocation) throws IOException {
    Arguments arguments = invocation.arguments();
    GrpcTool.run(
        "ipc-services",
        invocation.streams(),
        List.of(
            arguments.address(),
            CallCommand.deadline(arguments),
            arguments.parameter(1),
            arguments.json() ? "json" : "text"));
  }
}
