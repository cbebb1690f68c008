package org.javaipc.linux.wait;

import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;

/**
 * A descriptor in the event loop. It is armed for one event at a time, and stays in the loop, disarmed, until it is
 * closed. All methods may be called from any thread, by the handler too, and allocate nothing after the first arming.
 */
public final class DescriptorWatch implements AutoCloseable {
  static final int NOWHERE = -1;

  private final int fd;
  private final String name;
  private final Handler handler;

  // Guarded by EventLoop.LOCK.
  int place = NOWHERE;
  boolean armed;
  int interest;

  /** Events that were not handled yet. Written by the loop's thread under the lock. */
  int pending;

  /** Failures in a row; the loop's thread alone uses it. */
  int failures;

  /**
   * Makes a watch that is not armed.
   *
   * @param fd number of the descriptor, which stays open until this is closed
   * @param name for messages
   * @param handler of its events
   */
  public DescriptorWatch(int fd, String name, Handler handler) {
    this.fd = fd;
    this.name = name;
    this.handler = handler;
  }

  /**
   * Has the handler called at the next event, which may have happened already; errors and hang-ups are events always.
   *
   * @param events to wait for besides; replaces those that were waited for
   * @return whether it can be watched; false for a file that is always ready
   * @throws org.javaipc.ResourceLimitException if there is no descriptor or thread left for the loop
   * @throws IpcException if the kernel refuses
   */
  public boolean arm(int events) throws IpcException {
    int returned = EventLoop.arm(this, events);
    if (Errno.notPermitted(returned)) {
      return false;
    }
    SystemErrors.check(returned, "epoll_ctl", name);
    return true;
  }

  /** Forgets the descriptor, which is still open. The handler may be running, and is not called any more. */
  @Override
  public void close() {
    EventLoop.remove(this);
  }

  int fd() {
    return fd;
  }

  Handler handler() {
    return handler;
  }

  @Override
  public String toString() {
    return name;
  }
}
