package org.javaipc.testkit;

/** {@code mmap:} keeps the contract of events within one process. */
class MmapNotifierContractTest extends NotifierContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mmap");
  }
}
