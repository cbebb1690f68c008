package org.javaipc.testkit;

/** Connections over {@code sysv:} keep their promises across processes. */
class SysvConnectionProcessContractTest extends ConnectionProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("sysv");
  }
}
