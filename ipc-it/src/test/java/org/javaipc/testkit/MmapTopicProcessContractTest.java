package org.javaipc.testkit;

/** {@code mmap:} keeps the contract of topics across processes. */
class MmapTopicProcessContractTest extends TopicProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mmap").withAmounts(100_000, 1); // the same body as shm:
  }
}
