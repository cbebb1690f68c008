package org.javaipc.testkit;

/** {@code sysv:} keeps the contract of events within one process. */
class SysvNotifierContractTest extends NotifierContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("sysv");
  }
}
