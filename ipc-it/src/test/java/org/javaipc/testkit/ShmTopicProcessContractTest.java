package org.javaipc.testkit;

/** {@code shm:} keeps the contract of topics across processes. */
class ShmTopicProcessContractTest extends TopicProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("shm");
  }
}
