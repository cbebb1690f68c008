package org.javaipc.spi;

import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;

/**
 * Notices that the name of an open end was taken away, by a cleaner of old files or at the end of a user's session: nobody
 * can join then, and nobody would wake the end to say so. So it looks itself, when it has nothing else to do and nobody is
 * joined: at most once in {@link #INTERVAL}, which is how long it may sleep meanwhile.
 *
 * <p>For one thread at a time. Between two looks it allocates nothing.
 */
public final class NameWatch {
  /** How long an end that nobody has joined sleeps at most, in nanoseconds. */
  public static final long INTERVAL = 500_000_000;

  /** A poll that finds nothing costs less than the clock: it looks there once in so many times. */
  private static final int POLLS_PER_LOOK = 64;

  private final String address;
  private final Name name;
  private long lastLook = System.nanoTime();
  private int polls;
  private boolean removed;

  /** A name in a file system, or the like. */
  @FunctionalInterface
  public interface Name {
    /**
     * {@return whether it still stands for the object that is open}
     *
     * @throws IpcException if the kernel does not say
     */
    boolean stands() throws IpcException;
  }

  /**
   * Watches a name.
   *
   * @param address of the end, for messages
   * @param name that it can be found by
   */
  public NameWatch(String address, Name name) {
    this.address = address;
    this.name = name;
  }

  /**
   * Looks, if it is time to, in an end that is about to wait.
   *
   * @throws CorruptChannelException with a {@link NoSuchObjectException} as its cause if the name was taken away; each
   *     time, until it is back
   * @throws IpcException if the kernel does not say
   */
  public void look() throws IpcException {
    long now = System.nanoTime();
    if (!removed && now - lastLook < INTERVAL) {
      return;
    }
    lastLook = now;
    removed = !name.stands();
    if (removed) {
      throw new CorruptChannelException(
          address
              + ": its file was removed while it was open, so that no one can join; close and reopen it",
          new NoSuchObjectException(address + ": its file was removed", "ENOENT"));
    }
  }

  /**
   * The same in an end that is polled, and found nothing.
   *
   * @throws IpcException as {@link #look} says
   */
  public void lookAfterPoll() throws IpcException {
    if (removed || ++polls % POLLS_PER_LOOK == 0) {
      look();
    }
  }

  /**
   * {@return whether the name of an end was taken away}
   *
   * @param failure of the end
   */
  public static boolean isRemoval(Exception failure) {
    return failure instanceof CorruptChannelException
        && failure.getCause() instanceof NoSuchObjectException;
  }
}
