package org.javaipc.testkit;

/** {@code memory:} keeps the contract of topics within one process. */
class MemoryTopicContractTest extends TopicContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("memory");
  }
}
