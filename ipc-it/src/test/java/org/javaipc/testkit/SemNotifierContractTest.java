package org.javaipc.testkit;

/** {@code sem:} keeps the contract of events within one process. */
class SemNotifierContractTest extends NotifierContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("sem");
  }
}
