package org.javaipc.testkit;

/** {@code mmap:} keeps the contract across processes. */
class MmapProcessContractTest extends RingProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mmap");
  }
}
