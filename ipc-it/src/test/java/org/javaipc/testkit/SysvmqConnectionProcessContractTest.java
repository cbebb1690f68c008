package org.javaipc.testkit;

/** Connections over {@code sysvmq:} keep their promises across processes. */
class SysvmqConnectionProcessContractTest extends ConnectionProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("sysvmq");
  }
}
