package org.javaipc.testkit;

/** {@code mmap:} keeps the contract of events across processes. */
class MmapNotifierProcessContractTest extends NotifierProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mmap");
  }
}
