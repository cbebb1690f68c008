package org.javaipc.testkit;

/** {@code mmap:} keeps the contract within one process. */
class MmapContractTest extends ChannelContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mmap");
  }
}
