package org.javaipc.spi;

import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;

/**
 * Notices that the name of an open end was removed, by a cleaner of old files or at the end of a user's session. After
 * that no peer can join, and nothing would wake the end to report it. So the end checks for itself when it is idle and
 * no peer is joined, at most once in {@link #INTERVAL}, which limits how long it sleeps.
 *
 * <p>For one thread at a time. Allocates nothing between two checks.
 */
public final class NameWatch {
  /** The longest time that an end without a peer sleeps, in nanoseconds. */
  public static final long INTERVAL = 500_000_000;

  /** Reading the clock costs more than an empty poll, so it is read once in this many polls. */
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
     * {@return whether the name still refers to the open object}
     *
     * @throws IpcException if the kernel does not say
     */
    boolean stands() throws IpcException;
  }

  /**
   * Watches a name.
   *
   * @param address of the end, for messages
   * @param name by which peers find it
   */
  public NameWatch(String address, Name name) {
    this.address = address;
    this.name = name;
  }

  /**
   * Checks the name, if a check is due. For an end that is about to wait.
   *
   * @throws CorruptChannelException with a {@link NoSuchObjectException} as its cause if the name was removed; each
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
   * Like {@link #look}, for an end that was polled and found nothing.
   *
   * @throws IpcException as {@link #look} says
   */
  public void lookAfterPoll() throws IpcException {
    if (removed || ++polls % POLLS_PER_LOOK == 0) {
      look();
    }
  }

  /**
   * {@return whether a failure says that the name of an end was removed}
   *
   * @param failure of the end
   */
  public static boolean isRemoval(Exception failure) {
    return failure instanceof CorruptChannelException
        && failure.getCause() instanceof NoSuchObjectException;
  }
}
