package org.javaipc.testkit;

/** Connections over {@code memory:} keep their promises within one process. */
class MemoryConnectionContractTest extends ConnectionContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("memory");
  }
}
