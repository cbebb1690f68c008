package org.javaipc.connection;

import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.javaipc.Capability;
import org.javaipc.ChannelClosedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.Receiver;

/**
 * A server over channels. One thread reads the welcome lane, and each client that wants to connect
 * has a thread for as long as that takes, a virtual one if the transport's waits suit it.
 */
final class ChannelServer extends BacklogServer {
  private static final int MESSAGES_AT_A_TIME = 64;

  /** How many failures of the welcome lane in a row the server survives, and with what pause. */
  private static final int MOST_FAILURES = 100;

  private static final long PAUSE_MILLIS = 10;

  private final Lanes lanes;
  private final Receiver welcome;
  private final Thread.Builder threads;
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
    super(lanes.server(), lanes.options().clients());
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
          countRefused();
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

  private void onMessage(MemorySegment segment, long offset, long length) {
    Hello hello = Hello.decode(segment, offset, length);
    if (hello == null) {
      countRefused();
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
        countRefused();
      }
    } finally {
      greetings.remove(Thread.currentThread());
    }
  }

  @Override
  public void close() throws IpcException {
    closed = true;
    try {
      welcome.close();
    } finally {
      end(doorkeeper);
      greetings.forEach(ChannelServer::end);
      end();
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
}
