package org.javaipc.testkit;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A provider that breaks a line of the contract fails a test of that line. */
class ContractSuiteCatchesBreachesTest {
  /**
   * Tries to notice a breach. A test of the contract that another thread has to reach its wait for gives it a
   * moment and then goes on, so that no provider is blamed for a busy machine; there it may miss a breach.
   */
  private static final int TRIES = 5;

  private static final Predicate<SuiteLauncher.Outcome> FAILED = SuiteLauncher.Outcome::isFailure;

  @ParameterizedTest(name = "{0}")
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  @DisplayName("the suite notices a provider that")
  void breachIsNoticed(Breach breach) {
    ReferenceContractTest.Broken.breach = breach;
    List<SuiteLauncher.Outcome> outcomes = outcomes(breach);
    for (int tries = 1; tries < TRIES && outcomes.stream().noneMatch(FAILED); tries++) {
      outcomes = outcomes(breach);
    }
    assertThat(outcomes).as("tests of a provider that is broken: %s", breach).anyMatch(FAILED);
    outcomes.stream().filter(FAILED).findFirst().ifPresent(noticed -> say(breach, noticed));
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  @DisplayName("the suite notices a provider of topics that")
  void breachOfATopicIsNoticed(TopicBreach breach) {
    assertThat(topicOutcomes(TopicBreach.NONE, breach.noticedBy()))
        .as("the same tests of the provider that is whole")
        .noneMatch(FAILED);
    List<SuiteLauncher.Outcome> outcomes = topicOutcomes(breach, breach.noticedBy());
    for (int tries = 1; tries < TRIES && outcomes.stream().noneMatch(FAILED); tries++) {
      outcomes = topicOutcomes(breach, breach.noticedBy());
    }
    assertThat(outcomes).as("tests of a provider that is broken: %s", breach).anyMatch(FAILED);
    outcomes.stream().filter(FAILED).findFirst().ifPresent(noticed -> say(breach, noticed));
  }

  private static List<SuiteLauncher.Outcome> topicOutcomes(TopicBreach breach, String tests) {
    ReferenceContractTest.BrokenTopic.breach = breach;
    return outcomes(ReferenceContractTest.BrokenTopic.class, tests);
  }

  private static List<SuiteLauncher.Outcome> outcomes(Breach breach) {
    return outcomes(ReferenceContractTest.Broken.class, breach.noticedBy());
  }

  private static List<SuiteLauncher.Outcome> outcomes(Class<?> suite, String tests) {
    List<SuiteLauncher.Outcome> outcomes = SuiteLauncher.run(List.of(suite), tests, outcome -> {});
    assertThat(outcomes).as("tests that match '%s'", tests).isNotEmpty();
    return outcomes;
  }

  /** The reason is in the build log: a test that fails by chance would not give a good one. */
  @SuppressWarnings("SystemOut")
  private static void say(Enum<?> breach, SuiteLauncher.Outcome noticed) {
    String reason = noticed.failure() == null ? "" : String.valueOf(noticed.failure().getMessage());
    System.out.printf(
        "%-24s noticed by '%s': %s%n",
        breach, noticed.test(), reason.strip().lines().map(String::strip).collect(joining(" ")));
  }
}
