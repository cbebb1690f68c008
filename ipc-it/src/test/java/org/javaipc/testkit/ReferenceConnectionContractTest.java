package org.javaipc.testkit;

/** Connections over the simplest provider that keeps the contract. */
class ReferenceConnectionContractTest extends ConnectionContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("reference");
  }
}
