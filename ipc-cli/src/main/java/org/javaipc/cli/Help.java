package org.javaipc.cli;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.io.Streams;

/** What {@code ipc --help} and {@code ipc --version} say. */
final class Help {
  private static final String USAGE =
      """
      Usage: ipc COMMAND [ARGUMENT...]
      Linux inter-process communication from the shell.

      """;

  private static final String NOTES =
      """

      'ipc COMMAND --help' shows what a command takes. An ADDRESS is scheme:name?option=value&...,
      such as shm:orders?capacity=4MiB, or a logical name that ipc.properties, -Dipc.channel.NAME or
      IPC_CHANNEL_NAME maps to an address. 'ipc transports' lists the schemes; grpc:orders?at=HOST:PORT
      is on another machine. --debug shows where an error came from.

      Exit code: 0 done; 1 failed; 2 wrong usage or address; 3 the peer died or closed early;
      4 timed out; 5 refused (permission, busy, limit). A command that runs a program ends with the
      program's own code, 128 and the signal's number if one killed it.
      """;

  private Help() {}

  static void print(Streams streams) throws IOException {
    StringBuilder text = new StringBuilder(USAGE);
    for (CommandName name : CommandName.shown()) {
      text.append("  ")
          .append(name.word())
          .append(" ".repeat(12 - name.word().length()))
          .append(name.description())
          .append('\n');
    }
    StandardOutput.of(streams).text(text + NOTES);
  }

  static void printVersion(Streams streams) throws IOException {
    StandardOutput.of(streams)
        .text(
            "ipc %s (Java %s, %s %s)\n"
                .formatted(
                    version(),
                    Runtime.version(),
                    System.getProperty("os.name"),
                    System.getProperty("os.arch")));
  }

  /** The module path tells it by the descriptor, the class path by the jar's manifest. */
  static String version() {
    ModuleDescriptor descriptor = Main.class.getModule().getDescriptor();
    String version =
        descriptor == null
            ? Main.class.getPackage().getImplementationVersion()
            : descriptor.rawVersion().orElse(null);
    return version == null ? "of an unknown version" : version;
  }
}
