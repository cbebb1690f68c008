package org.javaipc.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.javaipc.IpcContext;

/** A JVM with an environment of its own, which says what names stand for. */
public final class ResolvingChild {
  private ResolvingChild() {}

  /** Prints what each argument stands for. */
  public static void main(String[] names) throws Exception {
    IpcContext context = IpcContext.builder().build();
    for (String name : names) {
      System.out.println(context.resolve(name));
    }
  }

  static List<String> resolve(Path file, Map<String, String> environment, String... names)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dipc.config=" + file,
                "-cp",
                classPath(),
                ResolvingChild.class.getName()));
    command.addAll(List.of(names));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
    return lines;
  }

  private static String classPath() {
    String tests = Path.of("target", "test-classes").toAbsolutePath().toString();
    return Stream.of(
            tests,
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""))
        .filter(path -> !path.isEmpty())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
