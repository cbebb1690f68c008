package org.javaipc.testkit;

/** {@code shm:} keeps the contract across processes. */
class ShmProcessContractTest extends ProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("shm");
  }
}
