package org.javaipc.process;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command that starts a main class of these tests in a JVM of its own. */
final class JavaProgram {
  private JavaProgram() {}

  static Spawn of(Class<?> main, Object... arguments) {
    return Spawn.of(command(main, arguments));
  }

  static List<String> command(Class<?> main, Object... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--illegal-native-access=deny",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                classPath(),
                main.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return command;
  }

  private static String classPath() {
    return Stream.of(
            location(JavaProgram.class).toString(),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""))
        .filter(path -> !path.isEmpty())
        .collect(Collectors.joining(":"));
  }

  /** The folder that a class comes from, also of a module that tests are patched into. */
  private static Path location(Class<?> type) {
    String file = "/" + type.getName().replace('.', '/') + ".class";
    String url = type.getResource(file).toString();
    return Path.of(URI.create(url.substring(0, url.length() - file.length())));
  }
}
