package org.javaipc.testkit;

import java.time.Duration;

/**
 * The lines of the contract of {@link org.javaipc.Channel} that one JVM can test. Extend it and say
 * which provider.
 *
 * <p>Each test has a channel and a runtime directory ({@code dir=}) of its own, and fails if
 * anything is left in that directory. A test that hangs is given up, with the stack of the thread
 * that hangs.
 *
 * <p>Line 9, and what else needs a second process, is in {@link ProcessContract}.
 */
public abstract class ChannelContract extends ContractTest
    implements LineOptions,
        LineNames,
        Line01OneWay,
        Line02WholeMessages,
        Line02Failures,
        Line03InOrder,
        Line04Bounded,
        Line05TooLong,
        Line06Empty,
        Line07EndOfStream,
        Line08ReceiverGone,
        Line10Connecting,
        Line11Closing,
        Line12ManySenders,
        Line13Interrupts,
        Line14VirtualThreads,
        Line15Permissions,
        Line16Hostile,
        Line17Allocation,
        Line18Types,
        Line19Metrics {
  /** For a class that extends this one. */
  protected ChannelContract() {}

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
