package org.javaipc.spi;

import org.javaipc.IpcException;

/**
 * Tells which processes of a runtime directory are alive. A process has one slot. Its number is never 0 and never
 * reused, so neither process ids nor clocks matter. A stopped process is alive.
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
   * Describes the process of a slot, for messages to people.
   *
   * @param slot of the process
   * @return a description such as {@code pid 4711 (java)}
   */
  String describe(long slot);

  /** One process under watch. */
  interface Watch extends AutoCloseable {
    /** {@return whether the process has not been found dead} Makes no system call. */
    boolean isAlive();

    /** Ends the watch; {@code onDeath} will not be started after that. */
    @Override
    void close();
  }
}
