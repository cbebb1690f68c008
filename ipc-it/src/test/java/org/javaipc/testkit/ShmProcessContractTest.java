package org.javaipc.testkit;

/** {@code shm:} keeps the contract across processes. */
class ShmProcessContractTest extends RingProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("shm");
  }
}
