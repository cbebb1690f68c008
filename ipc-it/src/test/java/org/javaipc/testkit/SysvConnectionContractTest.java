package org.javaipc.testkit;

/** Connections over {@code sysv:} keep their promises within one process. */
class SysvConnectionContractTest extends ConnectionContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("sysv");
  }
}
