package org.javaipc.testkit;

/** {@code signal:} keeps the contract of events across processes. */
class SignalNotifierProcessContractTest extends NotifierProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("signal");
  }
}
