package org.javaipc.testkit;

/** Connections over {@code shm:} keep their promises within one process. */
class ShmConnectionContractTest extends ConnectionContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("shm");
  }
}
