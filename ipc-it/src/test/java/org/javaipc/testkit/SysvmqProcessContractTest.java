package org.javaipc.testkit;

/** {@code sysvmq:} keeps the contract across processes. */
class SysvmqProcessContractTest extends ProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("sysvmq").withLimits(100, 1000).withAmounts(50_000, 5);
  }
}
