package org.javaipc.testkit;

/** {@code pipe:} keeps the contract across processes. */
class PipeProcessContractTest extends ProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("pipe");
  }
}
