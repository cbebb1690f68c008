package org.javaipc.testkit;

/** Topics of {@code mmap:} that are kept, across processes. */
class MmapLogProcessContractTest extends LogProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mmap").withOption("keep", "all").withOption("roll", "1MiB");
  }
}
