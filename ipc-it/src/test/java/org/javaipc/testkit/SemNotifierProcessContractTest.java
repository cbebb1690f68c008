package org.javaipc.testkit;

/** {@code sem:} keeps the contract of events across processes. */
class SemNotifierProcessContractTest extends NotifierProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("sem");
  }
}
