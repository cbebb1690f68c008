package org.javaipc.testkit;

/** {@code fifo:} keeps the contract across processes. */
class FifoProcessContractTest extends ProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("fifo");
  }
}
