package org.javaipc.testkit;

import java.util.EnumSet;
import java.util.Set;
import org.javaipc.spi.Checkpoint;

/** The rings pass every labelled step, and are killed 10 times at each: 180 kills a transport. */
abstract class RingProcessContract extends ProcessContract {
  @Override
  protected int killsPerStep() {
    return Integer.getInteger("ipc.testkit.killsPerStep", 10);
  }

  @Override
  protected Set<Checkpoint> steps() {
    return EnumSet.allOf(Checkpoint.class);
  }
}
