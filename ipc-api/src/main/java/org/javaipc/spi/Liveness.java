package org.javaipc.spi;

import org.javaipc.IpcException;

/**
 * Which processes of a runtime directory are alive. A process has one slot; its number is never 0
 * and never used again, so neither process ids nor clocks matter. A stopped process is alive.
 */
public interface Liveness {
  /** {@return this process's slot; not 0} */
  long self();

  /**
   * Watches the process of a slot until the watch is closed.
   *
   * @param slot of the process
   * @param onDeath run once when the process is found dead, within milliseconds of its death: by
   *     the watcher's thread, or by the caller's before this method returns. It must not block
   * @return the watch
   * @throws IpcException if the process cannot be watched, for instance for lack of descriptors
   */
  Watch watch(long slot, Runnable onDeath) throws IpcException;

  /**
   * Says who a slot is, for messages to people.
   *
   * @param slot of the process
   * @return such as {@code pid 4711 (java)}
   */
  String describe(long slot);

  /** One process under watch. */
  interface Watch extends AutoCloseable {
    /** {@return whether the process has not been found dead; costs no system call} */
    boolean isAlive();

    /** Ends the watch; {@code onDeath} will not be started any more. */
    @Override
    void close();
  }
}
