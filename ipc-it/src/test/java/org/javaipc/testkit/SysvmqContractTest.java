package org.javaipc.testkit;

/** {@code sysvmq:} keeps the contract within one process. */
class SysvmqContractTest extends ChannelContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("sysvmq").withLimits(100, 1000).withAmounts(1_000_000, 0);
  }
}
