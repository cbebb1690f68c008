package org.javaipc.testkit;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the suites have in common: each test gets a rig, an order by line, and a deadline. */
@ExtendWith(Watchdog.class)
@TestMethodOrder(LineOrder.class)
abstract class ContractTest implements ContractLine {
  private Rig rig;

  abstract ProviderUnderTest providerUnderTest();

  /** {@return how long a test may take before it counts as hung} */
  abstract Duration deadline();

  @Override
  public final Rig rig() {
    return rig;
  }

  @BeforeEach
  void openRig(TestInfo test) throws Exception {
    rig = Rig.of(providerUnderTest(), test.getDisplayName());
  }

  @AfterEach
  void closeRig() throws Exception {
    rig.close();
  }
}
