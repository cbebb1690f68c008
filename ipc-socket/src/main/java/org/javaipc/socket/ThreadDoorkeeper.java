package org.javaipc.socket;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.socket.Acceptor;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.spi.LibraryThread;

/** A thread for one door. */
final class ThreadDoorkeeper implements Doorkeeper {
  private static final long LONGEST_WAIT = 10_000_000_000L;

  private final SocketDescriptor listening;
  private final Acceptor acceptor;
  private final Host host;
  private final Thread thread;
  private volatile boolean closed;

  ThreadDoorkeeper(SocketDescriptor listening, Acceptor acceptor, Host host) {
    this.listening = listening;
    this.acceptor = acceptor;
    this.host = host;
    this.thread = LibraryThread.of("javaipc-server " + listening, this::keepDoor);
  }

  @Override
  public void start() throws ResourceLimitException {
    LibraryThread.start(thread);
  }

  private void keepDoor() {
    int failures = 0;
    while (!closed) {
      try {
        acceptOrWait();
        failures = 0;
      } catch (ResourceLimitException e) {
        LockSupport.parkNanos(PAUSE_NANOS);
      } catch (IpcException | RuntimeException e) {
        if (++failures > MOST_FAILURES) {
          host.giveUp(e);
          return;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void acceptOrWait() throws IpcException {
    Optional<SocketDescriptor> client = acceptor.accept();
    if (client.isPresent()) {
      host.greet(client.get());
    } else {
      listening.pollable().awaitReadable(host.dropLate() ? LOOK_NANOS : LONGEST_WAIT);
    }
  }

  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      listening.pollable().wake();
      LockSupport.unpark(thread);
      try {
        thread.join(1);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
