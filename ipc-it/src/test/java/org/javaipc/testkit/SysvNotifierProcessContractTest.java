package org.javaipc.testkit;

/** {@code sysv:} keeps the contract of events across processes. */
class SysvNotifierProcessContractTest extends NotifierProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("sysv");
  }
}
