package org.javaipc.testkit;

/** {@code sysv:} keeps the contract within one process. */
class SysvContractTest extends ChannelContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("sysv");
  }
}
