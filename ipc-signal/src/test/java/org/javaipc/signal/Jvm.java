package org.javaipc.signal;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How another JVM with these classes is started. */
final class Jvm {
  private Jvm() {}

  /** {@return the command for {@link Subject}, whatever signals this JVM ignores} */
  static List<String> command(Object... arguments) {
    return command(List.of(), arguments);
  }

  static List<String> command(List<String> options, Object... arguments) {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal"));
    command.addAll(plain(options, arguments));
    return command;
  }

  /** {@return the same without resetting what is ignored} */
  static List<String> plain(List<String> options, Object... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--illegal-native-access=deny",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "-Xmx64m"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), Subject.class.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return command;
  }

  /** Everything that this JVM has on its module path or class path. */
  private static String classPath() {
    return Stream.of(
            location(Jvm.class).toString(),
            location(Signal.class).toString(),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""))
        .filter(path -> !path.isEmpty())
        .collect(Collectors.joining(":"));
  }

  private static Path location(Class<?> type) {
    String file = "/" + type.getName().replace('.', '/') + ".class";
    String url = type.getResource(file).toString();
    String folder = url.substring(0, url.length() - file.length());
    return Path.of(
        URI.create(folder.startsWith("jar:") ? folder.substring(4, folder.length() - 1) : folder));
  }
}
