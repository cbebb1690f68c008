package org.javaipc.testkit;

/** {@code pipe:} keeps the contract within one process. */
class PipeContractTest extends ChannelContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("pipe").withAmounts(1_000_000, 10);
  }
}
