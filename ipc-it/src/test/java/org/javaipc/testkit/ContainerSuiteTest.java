package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;

/**
 * The same suite inside a Linux container with the engine's usual restrictions: default seccomp profile,
 * 64 MB of /dev/shm, namespaces of its own.
 */
class ContainerSuiteTest {
  private static final Duration LONGEST = Duration.ofMinutes(20);

  @BeforeAll
  static void requireAnEngine() {
    Containers.require();
    Containers.removeLeftovers();
  }

  @TestFactory
  @DisplayName("in a container")
  @Timeout(value = 25, unit = TimeUnit.MINUTES)
  @SuppressWarnings("SystemOut")
  Stream<DynamicTest> suiteInAContainer() throws Exception {
    List<String> log =
        run(
            MemoryContractTest.class,
            ShmContractTest.class,
            ShmProcessContractTest.class,
            SysvContractTest.class,
            SysvProcessContractTest.class,
            MmapContractTest.class,
            MmapProcessContractTest.class,
            MemoryTopicContractTest.class,
            ShmTopicContractTest.class,
            ShmTopicProcessContractTest.class,
            MmapTopicContractTest.class,
            MmapTopicProcessContractTest.class,
            MmapLogContractTest.class,
            MmapLogProcessContractTest.class);
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < log.size(); i++) {
      String line = log.get(i);
      if (line.startsWith("OK ")) {
        tests.add(DynamicTest.dynamicTest(line.substring(3), () -> {}));
      } else if (line.startsWith("SKIPPED ")) {
        int name = line.indexOf(SuiteLauncher.BECAUSE);
        String reason = name < 0 ? line : line.substring(name + SuiteLauncher.BECAUSE.length());
        String test = line.substring(8, name < 0 ? line.length() : name);
        tests.add(DynamicTest.dynamicTest(test, () -> skip(reason)));
      } else if (line.startsWith("FAILED ")) {
        String reason = String.join("\n", log.subList(i + 1, Math.min(log.size(), i + 40)));
        tests.add(DynamicTest.dynamicTest(line.substring(7), () -> fail(reason)));
      }
    }
    List<String> summary = log.stream().filter(line -> line.startsWith("SUMMARY ")).toList();
    System.out.println("container suite: " + summary);
    assertThat(summary)
        .as("summary in the container's log:%n%s", String.join("\n", log))
        .hasSize(1);
    return tests.stream();
  }

  private static void skip(String reason) {
    throw new TestAbortedException(reason);
  }

  private static void fail(String reason) {
    throw new AssertionError("in the container: " + reason);
  }

  @SuppressWarnings("SystemOut")
  private static List<String> run(Class<?>... suites) throws Exception {
    List<String> options = List.of("-Dipc.testkit.seed=" + Seed.OF_RUN, "-Dipc.testkit.steps=6");
    List<String> names = Stream.of(suites).map(Class::getName).toList();
    @SuppressWarnings("JdkObsolete") // filled by another thread
    StringBuffer log = new StringBuffer();
    try (GenericContainer<?> container =
        Containers.java(options, SuiteLauncher.class, names)
            .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(LONGEST))
            .withLogConsumer(frame -> log.append(frame.getUtf8String()))) {
      container.start();
    } catch (ContainerLaunchException e) {
      System.out.println("container suite: " + e.getMessage());
    }
    log.toString().lines().filter(line -> line.startsWith("[")).forEach(System.out::println);
    return log.toString().lines().toList();
  }
}
