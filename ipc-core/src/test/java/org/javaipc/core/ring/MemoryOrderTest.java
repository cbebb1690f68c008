package org.javaipc.core.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.javaipc.Address;
import org.javaipc.test.Soak;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs jcstress over the promises of memory order, which are the classes named {@code ...Stress}
 * beside this one: a quick pass, and in the soak as many as there is time for, each actor compiled by
 * each of the compilers. With {@code -Dipc.stress=MODE} the soak is one of jcstress' own modes.
 *
 * <p>jcstress needs the class path and processes of its own, so it is started as a program.
 */
class MemoryOrderTest {
  /** One JVM configuration, for a moment each. */
  private static final List<String> ONCE =
      List.of("-m", "quick", "-af", "NONE", "-f", "1", "-iters", "1");

  /** The last moves what the compiler may move as far as it may. */
  private static final List<String> CONFIGURATIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseSerialGC -XX:-TieredCompilation",
          "-XX:+UseSerialGC -XX:+UnlockDiagnosticVMOptions -XX:+StressLCM -XX:+StressGCM"
              + " -XX:+StressIGVN -XX:+StressCCP");

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void noForbiddenOutcomeIsSeen() throws Exception {
    run("quick", with("-sc", "false", "-time", "20", "-jvmArgs", CONFIGURATIONS.getFirst()));
  }

  @Test
  @Tag("soak")
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void noForbiddenOutcomeIsSeenHoweverActorsAreCompiled() throws Exception {
    String mode = System.getProperty("ipc.stress");
    if (mode != null) {
      run(mode, List.of("-m", mode));
      return;
    }
    long end = System.nanoTime() + Soak.MEMORY_ORDER.time().toNanos();
    List<String> tests = new ArrayList<>();
    for (int pass = 0; System.nanoTime() < end; pass++) {
      if (tests.isEmpty()) {
        tests.addAll(List.of("Record", "Topic", "Sleep", "Membership", "EndGuard"));
      }
      String jvm = CONFIGURATIONS.get(pass / 5 % CONFIGURATIONS.size());
      String test = tests.removeFirst();
      run(
          "soak-" + pass,
          with("-sc", "true", "-time", "200", "-t", test + "Stress", "-jvmArgs", jvm));
    }
  }

  private static List<String> with(String... more) {
    List<String> options = new ArrayList<>(ONCE);
    options.addAll(List.of(more));
    return options;
  }

  private static void run(String pass, List<String> options) throws Exception {
    Path folder = Files.createDirectories(Path.of("target", "jcstress", pass));
    Path log = folder.resolve("log.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath())));
    command.add("org.openjdk.jcstress.Main");
    command.addAll(options);
    command.addAll(List.of("-r", "report"));
    Process jcstress =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(jcstress.waitFor()).as(() -> results(log)).isZero();
    } finally {
      jcstress.destroyForcibly();
    }
    assertThat(results(log))
        .contains("Failed tests: No matches.", "Error tests: No matches.")
        .doesNotContain("All remaining tests: No matches.");
  }

  private static Collection<String> classPath() throws ClassNotFoundException, URISyntaxException {
    Set<String> places = new LinkedHashSet<>();
    places.add(folder(MemoryOrderTest.class));
    places.add(place(RingChannel.class));
    places.add(place(Address.class));
    for (String name :
        List.of(
            "org.openjdk.jcstress.Main",
            "joptsimple.OptionParser",
            "com.sun.jna.Native",
            "com.sun.jna.platform.FileUtils")) {
      places.add(place(Class.forName(name)));
    }
    return places;
  }

  private static String place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  /** {@return the folder that a test is in, which a test in a module is not told} */
  private static String folder(Class<?> type) throws URISyntaxException {
    String file = type.getName().replace('.', '/') + ".class";
    String uri = type.getResource("/" + file).toURI().toString();
    return Path.of(URI.create(uri.substring(0, uri.length() - file.length()))).toString();
  }

  private static String results(Path log) {
    try {
      String all = Files.readString(log);
      return all.substring(Math.max(0, all.indexOf("RUN RESULTS")));
    } catch (IOException e) {
      return log + ": " + e;
    }
  }
}
