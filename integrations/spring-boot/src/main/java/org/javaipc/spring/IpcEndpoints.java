package org.javaipc.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.LibraryThread;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/** Starts listeners and servers when everything else has started, and stops them before anything else stops. */
final class IpcEndpoints implements SmartLifecycle, DisposableBean {
  private final List<ManagedEndpoint> endpoints = new CopyOnWriteArrayList<>();
  private final Starter starter;
  private volatile boolean running;

  /** Starts a thread. */
  @FunctionalInterface
  interface Starter {
    void start(Thread thread) throws ResourceLimitException;
  }

  IpcEndpoints() {
    this(LibraryThread::start);
  }

  IpcEndpoints(Starter starter) {
    this.starter = starter;
  }

  void add(ManagedEndpoint endpoint) {
    for (ManagedEndpoint other : endpoints) {
      if (other.channel().equals(endpoint.channel())) {
        throw new StartException(
            "Two methods are for the channel '"
                + endpoint.channel()
                + "': "
                + other
                + " and "
                + endpoint,
            "A channel has one listener or server: give one of them another channel, or let one method call both.");
      }
    }
    endpoints.add(endpoint);
  }

  List<ManagedEndpoint> all() {
    return endpoints;
  }

  @Override
  public void start() {
    running = true;
    for (ManagedEndpoint endpoint : endpoints) {
      try {
        endpoint.start();
      } catch (InvalidAddressException | IpcException e) {
        stop();
        throw new StartException(
            endpoint + " cannot start: " + e.getMessage(), Cures.of(endpoint.channel(), e), e);
      }
    }
  }

  @Override
  public void stop() {
    running = false;
    List<Thread> stopping = new ArrayList<>();
    for (ManagedEndpoint endpoint : endpoints) {
      Thread thread =
          Thread.ofVirtual().name("ipc-stop-" + endpoint.channel()).unstarted(() -> stop(endpoint));
      try {
        starter.start(thread);
        stopping.add(thread);
      } catch (ResourceLimitException e) {
        stop(endpoint);
      }
    }
    try {
      for (Thread thread : stopping) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stop(ManagedEndpoint endpoint) {
    try {
      endpoint.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Spring waits for as long as {@code spring.lifecycle.timeout-per-shutdown-phase} says, if there is a thread to wait for. Whatever
   * happens, it is told the end.
   */
  @Override
  public void stop(Runnable callback) {
    Runnable stopping =
        () -> {
          try {
            stop();
          } finally {
            callback.run();
          }
        };
    try {
      starter.start(Thread.ofVirtual().name("ipc-stop").unstarted(stopping));
    } catch (ResourceLimitException e) {
      stopping.run();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** What has not ended in time is interrupted. */
  @Override
  public void destroy() {
    endpoints.forEach(ManagedEndpoint::interrupt);
  }
}
