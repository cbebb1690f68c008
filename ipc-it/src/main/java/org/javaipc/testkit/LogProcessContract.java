package org.javaipc.testkit;

import java.time.Duration;

/** What a topic with {@code keep=} promises when its ends are in other processes, which are killed. */
public abstract class LogProcessContract extends ContractTest
    implements TopicMembers, LogDeaths, LogHostility {
  /** For a class that extends this one. */
  protected LogProcessContract() {}

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
}
