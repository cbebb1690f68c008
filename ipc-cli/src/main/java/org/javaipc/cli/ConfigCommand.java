package org.javaipc.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javaipc.ConfiguredSetting;
import org.javaipc.TransportUnavailableException;
import org.javaipc.cli.io.Json;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.io.Table;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.spi.NativeEnvironment;
import org.javaipc.spi.NativeText;
import picocli.CommandLine.Model.CommandSpec;

/** Shows the settings that are in effect, and where each came from. */
final class ConfigCommand implements Command {
  private static final String DIRECTORY = "ipc.dir";
  private static final String DIRECTORY_VARIABLE = "IPC_DIR";

  @Override
  public void declare(CommandSpec spec) {
    spec.addOption(Options.json());
  }

  @Override
  public void run(Invocation invocation) throws IOException {
    List<ConfiguredSetting> settings = new ArrayList<>(invocation.ipc().settings());
    if (settings.stream().allMatch(setting -> setting.channel().isEmpty())) {
      invocation
          .streams()
          .err()
          .println(
              "no channel is configured; put a line such as ipc.channel.orders=shm:orders, or a"
                  + " template for all names, ipc.channel.default=shm:{name}, into ipc.properties");
    }
    settings.add(directory());
    StandardOutput.of(invocation.streams())
        .text(invocation.arguments().json() ? json(settings) : table(settings));
  }

  private static ConfiguredSetting directory() {
    String origin =
        !System.getProperty(DIRECTORY, "").isEmpty()
            ? "system property"
            : NativeEnvironment.variable(DIRECTORY_VARIABLE).orElse("").isEmpty()
                ? "default"
                : "environment variable";
    try {
      String path = NativeText.text(RuntimeDirectory.location(Optional.empty()));
      return new ConfiguredSetting(DIRECTORY, path, origin, Optional.empty());
    } catch (TransportUnavailableException e) {
      return new ConfiguredSetting(
          DIRECTORY, "", origin, Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private static String json(List<ConfiguredSetting> settings) {
    StringBuilder lines = new StringBuilder();
    for (ConfiguredSetting setting : settings) {
      lines.append(
          new Json()
              .put("key", setting.key())
              .put("name", setting.channel().orElse(null))
              .put("value", setting.value())
              .put("origin", setting.origin())
              .put("problem", setting.problem().orElse(null))
              .line());
    }
    return lines.toString();
  }

  private static String table(List<ConfiguredSetting> settings) {
    Table table = new Table("key", "value", "from", "what is wrong");
    for (ConfiguredSetting setting : settings) {
      table.row(
          setting.key(),
          OneLine.of(setting.value()),
          OneLine.of(setting.origin()),
          OneLine.of(setting.problem().orElse("")));
    }
    return table.toString();
  }
}
