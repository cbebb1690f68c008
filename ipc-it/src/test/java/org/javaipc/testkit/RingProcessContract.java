package org.javaipc.testkit;

import java.util.EnumSet;
import java.util.Set;
import org.javaipc.spi.Checkpoint;

/** The rings pass every labelled step, and are killed at each. */
abstract class RingProcessContract extends ProcessContract {
  @Override
  protected Set<Checkpoint> steps() {
    return EnumSet.range(
        Checkpoint.CREATE_INITIALIZED, Checkpoint.CLOSE_TOLD); // the others are of logs
  }
}
