package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.javaipc.Capability;
import org.javaipc.spi.Checkpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The lines of the contract of {@link org.javaipc.Channel} that need two processes: the other end
 * is a process of its own that is closed, ended, stopped and killed. Extend it and say which provider;
 * the tests are skipped if it does not have {@link Capability#CROSS_PROCESS}.
 *
 * <p>Each test has a channel and a runtime directory of its own, and fails if anything is left
 * there.
 */
public abstract class ProcessContract extends ContractTest
    implements ProcessTraffic,
        ProcessDeathOfSender,
        ProcessDeathOfReceiver,
        ProcessDeathIsTold,
        ProcessStarved,
        ProcessStopped {
  private static final double SECOND_MILLIS = 1000;

  /** For a class that extends this one. */
  protected ProcessContract() {}

  /** {@return which provider to test, and how} */
  public abstract ProviderUnderTest provider();

  @Override
  final ProviderUnderTest providerUnderTest() {
    return provider();
  }

  @Override
  final Duration deadline() {
    return Duration.ofMinutes(20);
  }

  @BeforeEach
  final void requireProcesses() throws Exception {
    rig().require(Capability.CROSS_PROCESS);
  }

  @Test
  @DisplayName("9 either end is killed again and again: nothing committed is lost, nothing is left")
  final void killRounds() throws Exception {
    rig().require(Capability.PEER_DEATH);
    KillSummary summary = KillRounds.run(rig());
    rig().say(summary.toString());
    // A busy machine may keep one survivor waiting, and not half of them.
    assertThat(summary.millisToNotice(0.5)).as("%s", summary).isLessThan(SECOND_MILLIS);
  }

  /**
   * {@return how often a process is killed at each labelled step: as the system property {@code
   * ipc.testkit.killsPerStep} says, 1 without it}
   */
  protected int killsPerStep() {
    return Integer.getInteger("ipc.testkit.killsPerStep", 1);
  }

  /**
   * {@return at how many labelled steps, chosen at random, a process is killed: as the system property {@code
   * ipc.testkit.steps} says, at all without it}
   */
  protected int numberOfSteps() {
    return Integer.getInteger("ipc.testkit.steps", Checkpoint.steps().size());
  }

  /** {@return the labelled steps that the provider must pass; none unless it says so} */
  protected Set<Checkpoint> steps() {
    return Set.of();
  }

  @Test
  @DisplayName("9 either end is killed at labelled steps: what each has committed is kept")
  final void killSteps() throws Exception {
    rig().require(Capability.PEER_DEATH, Capability.MANY_SENDERS);
    rig().requireJavaPeers();
    rig().say(StepKills.run(rig(), numberOfSteps(), killsPerStep(), steps()).toString());
  }
}
