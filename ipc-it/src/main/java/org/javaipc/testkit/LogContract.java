package org.javaipc.testkit;

import java.time.Duration;

/**
 * What a topic with {@code keep=} promises of {@link org.javaipc.Topic}, as far as one JVM can test it: lines 2, 3, 7 (the latest
 * value), 11, 13, 14 and 15. Nobody waits for anybody there, so what is said of waiting is not for it. Extend it and say which
 * provider, with the option {@code keep}.
 */
public abstract class LogContract extends ContractTest
    implements TopicDelivery, TopicLatest, TopicUses, TopicTypes, TopicPermissions, TopicMetrics {
  /** For a class that extends this one. */
  protected LogContract() {}

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
