package org.javaipc.testkit;

/** Connections over {@code mmap:} keep their promises within one process. */
class MmapConnectionContractTest extends ConnectionContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mmap");
  }
}
