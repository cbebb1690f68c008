package org.javaipc.testkit;

/** Connections over {@code unix:}, a socket each, keep their promises across processes. */
class UnixConnectionProcessContractTest extends ConnectionProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("unix").withAmounts(200_000, 10);
  }
}
