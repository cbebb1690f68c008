package org.javaipc.mmap.log;

import java.util.concurrent.locks.LockSupport;
import org.javaipc.spi.Checkpoint;

/** Stops the process for good at the step that {@code ipc.checkpoints} names, when it comes there for the given time. */
public final class StopAtStep implements Checkpoint.Visitor {
  private final String step = System.getProperty("ipc.checkpoints");
  private int left = Integer.getInteger("ipc.checkpoints.pass", 1);

  @Override
  @SuppressWarnings("SystemOut") // what the other process waits for
  public void visit(Checkpoint checkpoint) {
    if (checkpoint.name().equals(step) && --left == 0) {
      System.out.println("stopped");
      while (true) {
        LockSupport.park();
      }
    }
  }
}
