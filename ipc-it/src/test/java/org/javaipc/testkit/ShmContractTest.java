package org.javaipc.testkit;

/** {@code shm:} keeps the contract within one process. */
class ShmContractTest extends ChannelContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("shm");
  }
}
