package org.javaipc.testkit;

/** Connections over {@code shm:} keep their promises across processes. */
class ShmConnectionProcessContractTest extends ConnectionProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("shm");
  }
}
