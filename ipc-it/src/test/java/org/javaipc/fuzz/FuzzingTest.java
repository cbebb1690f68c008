package org.javaipc.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.Jazzer;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.javaipc.test.Soak;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jazzer, guided by coverage, over every decoder, for as long as the soak has time: with a minute or more
 * for each, each in a process of its own, else all of them in one.
 */
@Tag("soak")
class FuzzingTest {
  private static final Duration WORTH_A_PROCESS = Duration.ofMinutes(1);

  /** They take it for an attack that an address names a file, and a configuration a class. */
  private static final List<String> NOT_OURS =
      List.of(
          "com.code_intelligence.jazzer.sanitizers.FilePathTraversal",
          "com.code_intelligence.jazzer.sanitizers.ReflectiveCall");

  static Stream<List<Decoder>> processes() {
    Duration each = Soak.FUZZING.time(Decoder.values().length);
    return each.compareTo(WORTH_A_PROCESS) < 0
        ? Stream.of(List.of(Decoder.values()))
        : Stream.of(Decoder.values()).map(List::of);
  }

  @ParameterizedTest
  @MethodSource("processes")
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void noInputIsMoreThanATypedError(List<Decoder> decoders) throws Exception {
    boolean alone = decoders.size() == 1;
    String name = alone ? decoders.getFirst().name().toLowerCase(Locale.ROOT) : "all";
    Path folder = Path.of("target", "fuzz", name).toAbsolutePath();
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    Path log = folder.resolve("log.txt");
    for (Decoder decoder : decoders) {
      writeSeeds(decoder, alone, corpus);
    }
    Duration time = Soak.FUZZING.time(Decoder.values().length).multipliedBy(decoders.size());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:MaxDirectMemorySize=512m", // a server says how much memory its clients take
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED"));
    if (alone) {
      command.add("-D" + DecoderFuzzer.DECODER + "=" + decoders.getFirst());
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Jazzer.class.getName(),
            "--target_class=" + DecoderFuzzer.class.getName(),
            "--instrumentation_includes=org.javaipc.**",
            "--custom_hook_includes=org.javaipc.**",
            "--disabled_hooks=" + String.join(File.pathSeparator, NOT_OURS),
            "--reproducer_path=" + folder,
            "-artifact_prefix=" + folder + "/",
            "-max_total_time=" + Math.max(1, time.toSeconds()),
            "-timeout=20",
            "-rss_limit_mb=0",
            corpus.toString()));
    Process fuzzer =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      int status = fuzzer.waitFor();
      assertThat(status)
          .as(
              "status of the fuzzer of %s; its input is in %s: copy it to %s; %s",
              decoders, folder, DecodersTest.FINDS.resolve(name), end(log))
          .isZero();
      summarize(name, log);
    } finally {
      fuzzer.destroyForcibly();
    }
  }

  @SuppressWarnings("EnumOrdinal") // as the fuzzer of all reads it
  private static void writeSeeds(Decoder decoder, boolean alone, Path corpus) throws Exception {
    try (Decoder.Target target = decoder.target()) {
      int number = 0;
      for (byte[] seed : target.seeds()) {
        try (OutputStream file = Files.newOutputStream(corpus.resolve(decoder + "-" + number++))) {
          if (!alone) {
            file.write(decoder.ordinal());
          }
          file.write(seed);
        }
      }
    }
  }

  @SuppressWarnings("SystemOut") // the build log is where measurements are read
  private static void summarize(String name, Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      System.out.println(
          name + ": " + lines.filter(line -> line.startsWith("Done ")).findFirst().orElse("?"));
    }
  }

  private static String end(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }
}
