package org.javaipc.testkit;

import java.io.IOException;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.spi.EndMonitor;

/** What both ends of a reference channel have in common: being used, and being closed once. */
abstract class ReferenceEnd {
  private final Address address;
  final ReferenceQueue queue;
  final Breach breach;
  final EndMonitor monitor;
  private Thread user;
  private boolean closed;
  private boolean left;

  ReferenceEnd(Address address, ReferenceQueue queue, Breach breach, EndRole role) {
    this.address = address;
    this.queue = queue;
    this.breach = breach;
    this.monitor = new EndMonitor(address, role);
  }

  public final Address address() {
    return address;
  }

  public final long maxMessage() {
    return queue.limit();
  }

  /** Begins a call. */
  final void enter() throws ChannelClosedException {
    synchronized (queue) {
      requireOpen();
      user = Thread.currentThread();
    }
  }

  /** Ends a call. */
  final void exit() {
    synchronized (queue) {
      user = null;
      queue.notifyAll();
    }
  }

  final void requireOpen() throws ChannelClosedException {
    if (isClosed() && breach != Breach.WORKS_AFTER_CLOSE) {
      throw queue.closed();
    }
  }

  final boolean isClosed() {
    synchronized (queue) {
      return closed;
    }
  }

  public final void close() throws IpcException {
    synchronized (queue) {
      if (closed && breach == Breach.SECOND_CLOSE_FAILS) {
        throw new IpcException(address + ": closed already");
      }
      closed = true;
      if (breach != Breach.CLOSE_DOES_NOT_WAKE) {
        queue.notifyAll();
      }
      awaitUser();
      if (left) {
        return;
      }
      left = true;
    }
    monitor.closed();
    try {
      leave();
    } catch (IOException e) {
      throw new IpcException(address + ": " + e, e);
    }
  }

  private void awaitUser() {
    boolean interrupted = false;
    while (user != null
        && user.isAlive() // an error may have kept it from saying that it has left
        && !user.equals(Thread.currentThread())
        && breach != Breach.CLOSE_DOES_NOT_WAIT) {
      try {
        queue.wait(10);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives back what this end has. */
  abstract void leave() throws IOException;
}
