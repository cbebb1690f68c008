package org.javaipc.connection;

import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.javaipc.Capability;
import org.javaipc.ChannelClosedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.LibraryThread;
import org.javaipc.spi.NameWatch;

/**
 * A server over channels. One thread reads the welcome lane. Each client that wants to connect gets a thread for its
 * handshake, a virtual one if the transport's waits allow it.
 */
final class ChannelServer extends BacklogServer {
  private static final int MESSAGES_AT_A_TIME = 64;

  /** How many consecutive failures of the welcome lane itself the server survives, and the pause after each. */
  private static final int MOST_FAILURES = 100;

  private static final long PAUSE_MILLIS = 10;

  /** How many handshakes may run at once; other clients have to repeat their hello. */
  private static final int MOST_GREETINGS = 4096;

  private final Lanes lanes;
  private final Receiver welcome;
  private final Thread.Builder threads;
  private final RecentIds recent = new RecentIds();
  private final Set<Thread> greetings = ConcurrentHashMap.newKeySet();
  private final Thread doorkeeper;
  private volatile boolean closed;
  private long seenDead;

  /**
   * Listens.
   *
   * @param lanes of the server
   * @param welcome closed with this server
   */
  ChannelServer(Lanes lanes, Receiver welcome) {
    super(lanes.server(), lanes.options().clients(), () -> true); // the welcome lane looks
    this.lanes = lanes;
    this.welcome = welcome;
    this.threads =
        lanes.provider().capabilities().contains(Capability.VIRTUAL_THREADS)
            ? Thread.ofVirtual()
            : Thread.ofPlatform().daemon();
    // A platform thread: clients are admitted however busy the application's virtual threads are.
    this.doorkeeper = LibraryThread.of(name("javaipc-server"), this::keepDoor);
  }

  private String name(String prefix) {
    return prefix + " " + lanes.server().name();
  }

  void start() throws ResourceLimitException {
    LibraryThread.start(doorkeeper);
  }

  private void keepDoor() {
    int failures = 0;
    while (!closed) {
      try {
        welcome.receive(this::onMessage, MESSAGES_AT_A_TIME);
        failures = 0;
        removeLanesOfTheDead();
      } catch (ChannelClosedException | InterruptedException e) {
        return; // this server is closed
      } catch (IpcException | RuntimeException e) {
        if (isOneClients(e)) {
          countRefused();
        } else if (!(e instanceof ResourceLimitException)) {
          failures++;
        }
        if (failures > MOST_FAILURES || NameWatch.isRemoval(e) || !pause()) {
          fail(e);
          return;
        }
      }
    }
  }

  /** A client may have died after it created a lane and before this server learned of it. */
  private void removeLanesOfTheDead() {
    long died = welcome.diedSenders();
    if (died != seenDead) {
      seenDead = died;
      lanes.removeLeftovers();
    }
  }

  /**
   * {@return whether a client caused the failure} The receiver has dealt with such a failure, which may occur
   * repeatedly. A failure of the lane itself has a cause, such as a truncated file.
   */
  private static boolean isOneClients(Exception e) {
    return e instanceof CorruptChannelException && e.getCause() == null;
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
    if (greetings.size() >= MOST_GREETINGS || !recent.add(hello.id())) {
      return;
    }
    Thread greeting = threads.name(name("javaipc-greeting")).unstarted(() -> greet(hello));
    greetings.add(greeting);
    boolean started = false;
    try {
      LibraryThread.start(greeting);
      started = true;
    } catch (ResourceLimitException e) {
      countRefused(); // the client asks again
    } finally {
      if (!started) {
        greetings.remove(greeting);
        recent.remove(hello.id());
      }
    }
  }

  private void greet(Hello hello) {
    boolean connected = false;
    try {
      connected = new ServerHandshake(this, lanes, hello).run();
    } finally {
      if (!connected) {
        recent.remove(hello.id());
        countRefused();
      }
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
      removeLanesOfTheDead();
    }
  }

  /** Ends a thread of this server, which finishes quickly once it is interrupted. */
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
