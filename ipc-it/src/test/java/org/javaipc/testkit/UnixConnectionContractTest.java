package org.javaipc.testkit;

/** Connections over {@code unix:}, a socket each, keep their promises within one process. */
class UnixConnectionContractTest extends ConnectionContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("unix").withAmounts(200_000, 10);
  }
}
