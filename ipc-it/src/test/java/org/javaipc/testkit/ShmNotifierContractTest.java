package org.javaipc.testkit;

/** {@code shm:} keeps the contract of events within one process. */
class ShmNotifierContractTest extends NotifierContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("shm");
  }
}
