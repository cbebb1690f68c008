package org.javaipc.testkit;

/** Topics of {@code mmap:} that are kept, the contract of topics as far as it is theirs, within one process. */
class MmapLogContractTest extends LogContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mmap").withOption("keep", "all").withOption("roll", "64KiB");
  }
}
