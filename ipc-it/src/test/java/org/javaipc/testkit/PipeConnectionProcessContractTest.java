package org.javaipc.testkit;

/** Connections over {@code pipe:} keep their promises across processes. */
class PipeConnectionProcessContractTest extends ConnectionProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("pipe");
  }
}
