package org.javaipc.linux.channel;

import java.util.concurrent.locks.ReentrantLock;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.linux.wait.UseGuard;
import org.javaipc.spi.EndMonitor;

/** What both ends have: a name, a guard, and one closing. */
abstract class KernelEndpoint {
  final Address address;
  final UseGuard guard;
  final EndMonitor monitor;

  /** Makes a second call of close wait for the first. */
  private final ReentrantLock closing = new ReentrantLock();

  KernelEndpoint(Address address, EndMonitor monitor) {
    this.address = address;
    this.guard = new UseGuard(address.toString(), getClass());
    this.monitor = monitor;
  }

  /** {@return the address of the channel} */
  public final Address address() {
    return address;
  }

  /** Wakes the user of this end, if it waits. May be called from any thread. */
  abstract void wakeUser();

  /** Releases everything; no call of the user is running. */
  abstract void giveBack() throws IpcException;

  /** Closes this end, unless that is done already; returns when it is. */
  final void closeOnce() throws IpcException {
    closing.lock();
    try {
      if (guard.close(this::wakeUser)) {
        giveBack();
      }
    } finally {
      closing.unlock();
    }
  }

  final void enter() throws ChannelClosedException {
    if (!guard.enter()) {
      throw closed();
    }
  }

  final void checkOpen() throws ChannelClosedException {
    if (guard.isClosed()) {
      throw closed();
    }
  }

  final ChannelClosedException closed() {
    return new ChannelClosedException(address + ": this end is closed");
  }

  /** {@return the exception for a memory fault, by which the JVM reports pages that a file no longer has} */
  final CorruptChannelException fault(InternalError e) {
    return new CorruptChannelException(
        address + ": its control region was cut short while it was mapped: " + e.getMessage(), e);
  }
}
