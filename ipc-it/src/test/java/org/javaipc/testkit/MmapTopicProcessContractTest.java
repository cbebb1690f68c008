package org.javaipc.testkit;

/** {@code mmap:} keeps the contract of topics across processes. */
class MmapTopicProcessContractTest extends TopicProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mmap");
  }
}
