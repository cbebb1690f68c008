package org.javaipc.testkit;

/** {@code shm:} keeps the contract of events across processes. */
class ShmNotifierProcessContractTest extends NotifierProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("shm");
  }
}
