package org.javaipc.testkit;

import org.javaipc.test.OneAtATime;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections over {@code mq:} keep their promises across processes. */
class MqConnectionProcessContractTest extends ConnectionProcessContract {
  @RegisterExtension static final OneAtATime QUEUES = new OneAtATime("mqueue");

  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mq").withLimits(8, 40).withAmounts(50_000, 5);
  }
}
