package org.javaipc.testkit;

/** Connections over {@code mmap:} keep their promises across processes. */
class MmapConnectionProcessContractTest extends ConnectionProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mmap");
  }
}
