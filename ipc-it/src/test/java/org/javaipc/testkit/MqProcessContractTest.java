package org.javaipc.testkit;

/** {@code mq:} keeps the contract across processes. */
class MqProcessContractTest extends ProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mq").withLimits(8, 40);
  }
}
