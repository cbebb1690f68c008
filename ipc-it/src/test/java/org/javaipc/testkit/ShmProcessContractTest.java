package org.javaipc.testkit;

/** {@code shm:} keeps the contract across processes. */
class ShmProcessContractTest extends RingProcessContract {
  /** Of the memory transports, which share one body, this one is killed at every step. */
  @Override
  protected int numberOfSteps() {
    return steps().size();
  }

  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("shm");
  }
}
