package org.javaipc.signal;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A handler in place. Closing it restores what was before; once the close has returned, the handler no longer runs.
 */
public final class SignalRegistration implements AutoCloseable {
  private final Signal signal;
  private final SignalHandler handler;
  private final ReentrantLock running = new ReentrantLock();
  private boolean closed; // guarded by running

  SignalRegistration(Signal signal, SignalHandler handler) {
    this.signal = signal;
    this.handler = handler;
  }

  /** {@return the signal} */
  public Signal signal() {
    return signal;
  }

  /** Runs the handler, one call at a time; the JVM makes a thread for each signal. */
  void run() {
    running.lock();
    try {
      if (!closed) {
        handler.onSignal(signal);
      }
    } catch (RuntimeException | Error e) {
      System.getLogger(SignalRegistration.class.getName())
          .log(System.Logger.Level.ERROR, "the handler of " + signal + " failed", e);
    } finally {
      running.unlock();
    }
  }

  /** Restores what was before; repeating it does nothing. May be called by the handler itself. */
  @Override
  public void close() {
    running.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      running.unlock();
    }
    Handlers.remove(this);
  }
}
