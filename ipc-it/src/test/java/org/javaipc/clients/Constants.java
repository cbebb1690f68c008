package org.javaipc.clients;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The numbers that the three libraries have for the formats, as each language says that they are. */
final class Constants {
  private static final String PYTHON =
      """
      import importlib
      for module in ("layout", "control", "topiclayout", "greeting", "stream"):
          for name, value in vars(importlib.import_module("javaipc." + module)).items():
              if type(value) is int:
                  print(module + "." + name, value)
      """;

  private static final Pattern LINE = Pattern.compile("(?m)^(\\S+) (-?\\d+)$");

  private Constants() {}

  /** {@return a constant of the Java library, private or not: the class, a dot, its name} */
  static long java(String name) throws ReflectiveOperationException {
    int dot = name.lastIndexOf('.');
    Field field = Class.forName(name.substring(0, dot)).getDeclaredField(name.substring(dot + 1));
    field.setAccessible(true);
    return ((Number) field.get(null)).longValue();
  }

  /** {@return all of the Python client, by module and name} */
  static Map<String, Long> python() throws Exception {
    Python.Outcome outcome =
        Python.all().getFirst().run(Map.of("PYTHONPATH", "clients/python"), "-c", PYTHON);
    if (outcome.status() != 0) {
      throw new AssertionError(outcome.output());
    }
    return lines(outcome.output());
  }

  /** {@return these of the client in C; one that is not there does not compile} */
  static Map<String, Long> c(Collection<String> names, Path folder) throws Exception {
    String prints =
        names.stream()
            .map(name -> "printf(\"%s %%lld\\n\", (long long)%s);".formatted(name, name))
            .collect(Collectors.joining("\n"));
    Path source = folder.resolve("constants.c");
    Files.writeString(
        source,
        "#define JAVAIPC_IMPLEMENTATION\n#include \"javaipc.h\"\nint main(void) {\n"
            + prints
            + "\nreturn 0; }\n");
    Path program = folder.resolve("constants");
    String include = Client.ROOT.resolve("clients/c").toString();
    run("gcc", "-std=c11", "-I", include, "-o", program.toString(), source.toString());
    return lines(run(program.toString()));
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(Arrays.toString(command) + ": " + output);
    }
    return output;
  }

  private static Map<String, Long> lines(String output) {
    Map<String, Long> numbers = new HashMap<>();
    for (MatchResult line : LINE.matcher(output).results().toList()) {
      numbers.put(line.group(1), Long.parseLong(line.group(2)));
    }
    return numbers;
  }
}
