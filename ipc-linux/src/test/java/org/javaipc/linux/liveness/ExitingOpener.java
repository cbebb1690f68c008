package org.javaipc.linux.liveness;

import java.nio.file.Path;
import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.IpcException;

/** Main class of a child that exits while a thread opens again and again, as one does that waits for a peer. */
public final class ExitingOpener {
  private ExitingOpener() {}

  public static void main(String[] arguments) throws Exception {
    RuntimeDirectory directory =
        RuntimeDirectory.open(Optional.of(Path.of(arguments[0])), AccessPolicy.PRIVATE);
    System.out.println(ProcessLiveness.of(directory).self());
    Thread.ofPlatform().daemon().start(() -> openForever(directory));
    while (System.in.read() >= 0) {
      // until the parent closes its end
    }
    System.exit(0);
  }

  private static void openForever(RuntimeDirectory directory) {
    try {
      while (ProcessLiveness.of(directory).self() != 0) {
        Thread.onSpinWait();
      }
    } catch (IpcException e) {
      throw new IllegalStateException(e);
    }
  }
}
