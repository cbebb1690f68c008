package org.javaipc.testkit;

/** {@code shm:} keeps the contract of topics within one process. */
class ShmTopicContractTest extends TopicContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("shm");
  }
}
