package org.javaipc.connection;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.ChannelClosedException;
import org.javaipc.Connection;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Server;
import org.jspecify.annotations.Nullable;

/**
 * A server over channels. One thread reads the welcome lane, and each client that wants to connect
 * has a thread for as long as that takes, a virtual one if the transport's waits suit it.
 */
final class ChannelServer implements Server {
  private static final int MESSAGES_AT_A_TIME = 64;

  /** How many failures of the welcome lane in a row the server survives, and with what pause. */
  private static final int MOST_FAILURES = 100;

  private static final long PAUSE_MILLIS = 10;

  private final Lanes lanes;
  private final Receiver welcome;
  private final Thread.Builder threads;
  private final Backlog backlog = new Backlog();
  private final AtomicInteger clients = new AtomicInteger();
  private final AtomicLong refused = new AtomicLong();
  private final RecentIds recent = new RecentIds();
  private final Set<Thread> greetings = ConcurrentHashMap.newKeySet();
  private final Thread doorkeeper;
  private volatile boolean closed;

  /**
   * Listens.
   *
   * @param lanes of the server
   * @param welcome closed with this server
   */
  ChannelServer(Lanes lanes, Receiver welcome) {
    this.lanes = lanes;
    this.welcome = welcome;
    this.threads =
        lanes.provider().capabilities().contains(Capability.VIRTUAL_THREADS)
            ? Thread.ofVirtual()
            : Thread.ofPlatform().daemon();
    // Not a virtual one, so that clients are let in however busy those of the application are.
    this.doorkeeper =
        Thread.ofPlatform().daemon().name(name("javaipc-server")).unstarted(this::keepDoor);
  }

  private String name(String prefix) {
    return prefix + " " + lanes.server().name();
  }

  void start() {
    doorkeeper.start();
  }

  private void keepDoor() {
    int failures = 0;
    while (!closed) {
      try {
        welcome.receive(this::onMessage, MESSAGES_AT_A_TIME);
        failures = 0;
      } catch (ChannelClosedException | InterruptedException e) {
        return; // this server is closed
      } catch (IpcException | RuntimeException e) {
        if (e instanceof CorruptChannelException) {
          refused.incrementAndGet();
        }
        if (++failures > MOST_FAILURES || !pause()) {
          fail(e);
          return;
        }
      }
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void fail(Exception cause) {
    backlog
        .end(() ->
            new IpcException(
                lanes.server() + ": the server cannot go on: " + cause.getMessage(), cause))
        .forEach(this::dismiss);
  }

  private void onMessage(MemorySegment segment, long offset, long length) {
    Hello hello = Hello.decode(segment, offset, length);
    if (hello == null) {
      refused.incrementAndGet();
      return;
    }
    if (!recent.add(hello.id())) {
      return;
    }
    Thread greeting = threads.name(name("javaipc-greeting")).unstarted(() -> greet(hello));
    greetings.add(greeting);
    greeting.start();
  }

  private void greet(Hello hello) {
    try {
      if (!new Greeting(this, lanes, hello).run()) {
        recent.remove(hello.id());
        refused.incrementAndGet();
      }
    } finally {
      greetings.remove(Thread.currentThread());
    }
  }

  /** {@return whether there is a place for one more client, which it takes} */
  boolean takePlace() {
    int most = lanes.options().clients();
    return clients.getAndUpdate(count -> Math.min(count + 1, most)) < most;
  }

  void givePlace() {
    clients.decrementAndGet();
  }

  /** Takes in a client that is connected. */
  void admit(Connection connection) {
    if (!backlog.add(connection)) {
      dismiss(connection);
    }
  }

  private void dismiss(Connection connection) {
    refused.incrementAndGet();
    try {
      connection.close();
    } catch (IpcException e) {
      // It was nobody's yet.
    }
  }

  @Override
  public Address address() {
    return lanes.server();
  }

  @Override
  public long refused() {
    return refused.get();
  }

  @Override
  public @Nullable Connection poll() throws IpcException {
    return backlog.poll();
  }

  @Override
  public Connection accept() throws IpcException, InterruptedException {
    return Objects.requireNonNull(backlog.take(Backlog.FOREVER));
  }

  @Override
  public @Nullable Connection accept(Duration timeout) throws IpcException, InterruptedException {
    return backlog.take(TimeUnit.NANOSECONDS.convert(timeout));
  }

  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    return backlog.await(TimeUnit.NANOSECONDS.convert(timeout));
  }

  @Override
  public void close() throws IpcException {
    closed = true;
    try {
      welcome.close();
    } finally {
      end(doorkeeper);
      greetings.forEach(ChannelServer::end);
      backlog
          .end(() -> new ChannelClosedException(lanes.server() + ": this server is closed"))
          .forEach(this::dismiss);
    }
  }

  /** Ends a thread of this server; it has nothing to do that takes long once it is interrupted. */
  private static void end(Thread thread) {
    boolean interrupted = false;
    thread.interrupt();
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "server of " + lanes.server();
  }
}
