package org.javaipc.testkit;

import java.time.Duration;

/**
 * What {@link org.javaipc.Notifier} and {@link org.javaipc.Listener} promise, as far as one JVM can test
 * it. Extend it and say which provider; what needs a second process is in {@link
 * NotifierProcessContract}. A test's name begins with the number of the line of the contract of {@link
 * org.javaipc.Channel} that holds for events likewise.
 *
 * <p>Each test has a name and a runtime directory ({@code dir=}) of its own, and fails if anything is
 * left in that directory.
 */
public abstract class NotifierContract extends ContractTest
    implements EventSets, EventWaits, EventEnds, EventThreads, EventMetrics {
  /** For a class that extends this one. */
  protected NotifierContract() {}

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
