package org.javaipc.testkit;

import java.time.Duration;

/** The simplest provider there can be keeps the contract: the suite asks for nothing else. */
class ReferenceContractTest extends ChannelContract {
  @Override
  public ProviderUnderTest provider() {
    return ProviderUnderTest.of("reference").withAmounts(200_000, 0);
  }

  /** One that breaks it; run by {@link ContractSuiteCatchesBreachesTest}. */
  static final class Broken extends ChannelContract {
    /** How. */
    static volatile Breach breach = Breach.NONE;

    @Override
    public ProviderUnderTest provider() {
      return ProviderUnderTest.of("reference")
          .withOption("breach", breach.name().toLowerCase(java.util.Locale.ROOT))
          .withPatience(Duration.ofMillis(500))
          .withAmounts(20_000, 0)
          .withLimits(1000, 100);
    }
  }

  /** The same of topics. */
  static final class BrokenTopic extends TopicContract {
    /** How. */
    static volatile TopicBreach breach = TopicBreach.NONE;

    @Override
    public ProviderUnderTest provider() {
      return ProviderUnderTest.of("reference")
          .withOption("breach", breach.name().toLowerCase(java.util.Locale.ROOT))
          .withPatience(Duration.ofSeconds(2));
    }
  }
}
