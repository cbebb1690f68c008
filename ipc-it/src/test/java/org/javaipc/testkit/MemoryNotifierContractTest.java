package org.javaipc.testkit;

/** {@code memory:} keeps the contract of events within one process. */
class MemoryNotifierContractTest extends NotifierContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("memory");
  }
}
