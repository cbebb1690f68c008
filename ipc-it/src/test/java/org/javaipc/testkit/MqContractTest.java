package org.javaipc.testkit;

import org.javaipc.test.OneAtATime;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code mq:} keeps the contract within one process. */
class MqContractTest extends ChannelContract {
  @RegisterExtension static final OneAtATime QUEUES = new OneAtATime("mqueue");

  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("mq").withLimits(8, 40).withAmounts(1_000_000, 0);
  }
}
