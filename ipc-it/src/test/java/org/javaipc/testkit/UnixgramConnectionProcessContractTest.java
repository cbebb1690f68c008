package org.javaipc.testkit;

/** Connections over {@code unixgram:} keep their promises across processes. */
class UnixgramConnectionProcessContractTest extends ConnectionProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("unixgram");
  }
}
