package org.javaipc.testkit;

import java.time.Duration;
import org.javaipc.Capability;
import org.junit.jupiter.api.BeforeEach;

/**
 * What {@link org.javaipc.Topic} promises when ends are in other processes, which are killed, stopped, and hostile. Extend
 * it and say which provider; the tests are skipped if it does not have {@link Capability#CROSS_PROCESS}.
 */
public abstract class TopicProcessContract extends ContractTest
    implements TopicMembers, TopicReaders, TopicDeaths, TopicHostility {
  /** For a class that extends this one. */
  protected TopicProcessContract() {}

  /** {@return which provider to test, and how} */
  public abstract ProviderUnderTest provider();

  @Override
  final ProviderUnderTest providerUnderTest() {
    return provider();
  }

  @Override
  final Duration deadline() {
    return Duration.ofMinutes(5);
  }

  @BeforeEach
  final void requireProcesses() throws Exception {
    rig().require(Capability.CROSS_PROCESS);
  }
}
