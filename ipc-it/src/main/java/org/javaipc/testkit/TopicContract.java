package org.javaipc.testkit;

import java.time.Duration;

/**
 * What {@link org.javaipc.Topic} promises, as far as one JVM can test it. Extend it and say which provider; what needs a
 * second process is in {@link TopicProcessContract}. A test's name begins with the number of the line of the contract in
 * the Javadoc of {@link org.javaipc.Topic}.
 *
 * <p>Each test has a name and a runtime directory ({@code dir=}) of its own, and fails if anything is left in that
 * directory.
 */
public abstract class TopicContract extends ContractTest
    implements TopicJoining,
        TopicDelivery,
        TopicSlowness,
        TopicHistories,
        TopicLatest,
        TopicEnds,
        TopicUses,
        TopicTypes,
        TopicPermissions,
        TopicMetrics {
  /** For a class that extends this one. */
  protected TopicContract() {}

  /** {@return which provider to test, and how} */
  public abstract ProviderUnderTest provider();

  @Override
  final ProviderUnderTest providerUnderTest() {
    return provider();
  }

  @Override
  final Duration deadline() {
    return provider().patience().multipliedBy(4);
  }
}
