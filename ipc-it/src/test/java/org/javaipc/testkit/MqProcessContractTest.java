package org.javaipc.testkit;

/** {@code mq:} keeps the contract across processes. */
class MqProcessContractTest extends ProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mq").withLimits(8, 40).withAmounts(50_000, 5);
  }

  @Override
  protected int killsPerStep() {
    return 1; // a queue of the kernel is slow
  }
}
