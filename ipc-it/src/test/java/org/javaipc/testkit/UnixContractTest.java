package org.javaipc.testkit;

/** {@code unix:} keeps the contract within one process. */
class UnixContractTest extends ChannelContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("unix").withAmounts(200_000, 10);
  }
}
