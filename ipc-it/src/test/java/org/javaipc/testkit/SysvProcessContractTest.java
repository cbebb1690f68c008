package org.javaipc.testkit;

/** {@code sysv:} keeps the contract across processes. */
class SysvProcessContractTest extends RingProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("sysv");
  }
}
