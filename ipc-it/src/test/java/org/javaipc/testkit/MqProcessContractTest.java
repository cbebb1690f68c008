package org.javaipc.testkit;

import org.javaipc.test.OneAtATime;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code mq:} keeps the contract across processes. */
class MqProcessContractTest extends ProcessContract {
  @RegisterExtension static final OneAtATime QUEUES = new OneAtATime("mqueue");

  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mq").withLimits(8, 40).withAmounts(50_000, 5);
  }
}
