package org.javaipc.testkit;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;

/**
 * What {@link org.javaipc.Connection} and {@link org.javaipc.Server} promise, as far as one JVM can
 * test it. Extend it and say which provider; the tests are skipped if there are no connections over
 * its medium.
 *
 * <p>Each test has a server's name and a runtime directory of its own, and fails if anything is left
 * there. What needs a second process is in {@link ConnectionProcessContract}.
 */
public abstract class ConnectionContract extends ContractTest
    implements ConnectionTraffic, ConnectionEnds, ServerAccepts, ServerClients {
  /** For a class that extends this one. */
  protected ConnectionContract() {}

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

  @BeforeEach
  final void requireConnections() throws Exception {
    rig().requireConnections();
  }
}
