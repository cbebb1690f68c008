package org.javaipc.testkit;

/** {@code mmap:} keeps the contract of topics within one process. */
class MmapTopicContractTest extends TopicContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mmap");
  }
}
