package org.javaipc.testkit;

/** {@code unixgram:} keeps the contract across processes. */
class UnixgramProcessContractTest extends ProcessContract {
  @Override
  public ProviderUnderTest provider() {
    // the kernel queues ten datagrams: each ten are a sleep and a wake-up
    return ProviderUnderTest.of("unixgram").withLimits(10, 100).withAmounts(50_000, 10);
  }
}
