package org.javaipc.testkit;

/** {@code signal:} keeps the contract of events within one process. */
class SignalNotifierContractTest extends NotifierContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("signal");
  }
}
