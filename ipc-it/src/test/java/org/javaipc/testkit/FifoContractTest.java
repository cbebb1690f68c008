package org.javaipc.testkit;

/** {@code fifo:} keeps the contract within one process. */
class FifoContractTest extends ChannelContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("fifo").withAmounts(1_000_000, 10);
  }
}
