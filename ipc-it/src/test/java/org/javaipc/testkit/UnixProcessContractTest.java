package org.javaipc.testkit;

/** {@code unix:} keeps the contract across processes. */
class UnixProcessContractTest extends ProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("unix").withAmounts(200_000, 10);
  }
}
