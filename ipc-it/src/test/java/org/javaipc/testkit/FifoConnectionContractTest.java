package org.javaipc.testkit;

/** Connections over {@code fifo:} keep their promises within one process. */
class FifoConnectionContractTest extends ConnectionContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("fifo");
  }
}
