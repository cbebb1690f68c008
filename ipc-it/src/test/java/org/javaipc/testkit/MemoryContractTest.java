package org.javaipc.testkit;

/** {@code memory:} keeps the contract. */
class MemoryContractTest extends ChannelContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("memory");
  }
}
