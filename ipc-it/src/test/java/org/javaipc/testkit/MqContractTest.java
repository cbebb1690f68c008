package org.javaipc.testkit;

/** {@code mq:} keeps the contract within one process. */
class MqContractTest extends ChannelContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mq").withLimits(8, 40).withAmounts(1_000_000, 0);
  }
}
