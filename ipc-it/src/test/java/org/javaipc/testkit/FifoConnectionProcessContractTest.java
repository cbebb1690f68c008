package org.javaipc.testkit;

/** Connections over {@code fifo:} keep their promises across processes. */
class FifoConnectionProcessContractTest extends ConnectionProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("fifo");
  }
}
