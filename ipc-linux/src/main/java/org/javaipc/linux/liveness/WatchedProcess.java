package org.javaipc.linux.liveness;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.IpcException;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.wait.DescriptorWatch;
import org.javaipc.spi.LibraryThread;
import org.javaipc.spi.Liveness;
import org.jspecify.annotations.Nullable;

/**
 * Another process under watch: one descriptor for all of its watches. Its death is told step by step, so that what
 * an error cuts short is taken up where it was.
 */
final class WatchedProcess {
  private static final long LONGEST_DYING = 1_000_000_000;
  private static final long PAUSE = 100_000;

  private final ProcessLiveness owner;
  private final RuntimeDirectory directory;
  private final long slot;
  private final Descriptor fifo;
  private final DescriptorWatch hangUp;
  private final String description;
  private final Set<Watching> watches = new HashSet<>(); // guarded by owner
  private volatile boolean dead;

  private WatchedProcess(
      ProcessLiveness owner,
      RuntimeDirectory directory,
      long slot,
      Descriptor fifo,
      String description) {
    this.owner = owner;
    this.directory = directory;
    this.slot = slot;
    this.fifo = fifo;
    this.hangUp = new DescriptorWatch(fifo.fd(), fifo.name(), events -> confirm());
    this.description = description;
  }

  /** {@return the process of a slot, to be watched from {@link #begin} on; null if it is dead} Waits while it dies. */
  static @Nullable WatchedProcess open(ProcessLiveness owner, RuntimeDirectory directory, long slot)
      throws IpcException {
    String path = directory.pathOf(ProcessSlot.fifoName(slot));
    int fd = directory.openFile(ProcessSlot.fifoName(slot), Fcntl.O_RDONLY);
    if (Errno.missing(fd)) {
      return null;
    }
    Descriptor fifo = new Descriptor(directory.checkOpened(fd, ProcessSlot.fifoName(slot)), path);
    try {
      if (!FileStatus.of(fifo).isFifo() || !hasWriter(fifo)) {
        awaitUnlocked(directory, slot);
        fifo.close();
        return null;
      }
      String description = ProcessSlot.describe(directory, slot);
      return new WatchedProcess(owner, directory, slot, fifo, description);
    } catch (IpcException | RuntimeException | Error e) {
      fifo.close();
      throw e;
    }
  }

  /** Begins to watch. The owner's lock is held. */
  void begin() throws IpcException {
    try {
      hangUp.arm(0); // a hang-up is always reported
    } catch (IpcException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  long slot() {
    return slot;
  }

  String description() {
    return description;
  }

  /** Adds a watch; {@return null if the process has died meanwhile}. The owner's lock is held. */
  @Nullable Watching add(Runnable onDeath) {
    if (dead) {
      return null;
    }
    Watching watch = new Watching(this, onDeath);
    watches.add(watch);
    return watch;
  }

  /** Ends the watching. The owner's lock is held. */
  void close() {
    hangUp.close();
    fifo.close();
  }

  /**
   * Looks once more after the FIFO has hung up; the descriptors of a dying process do not close all
   * at once. Called by the event loop.
   *
   * @return whether that was the end of it; false to look again soon
   */
  private boolean confirm() {
    if (!dead && holdsLock()) {
      return false;
    }
    Watching[] told;
    synchronized (owner) {
      dead = true; // from now on there are no new watches
      owner.remember(this);
      told = watches.toArray(Watching[]::new);
    }
    for (Watching watch : told) {
      watch.tell();
    }
    ProcessSlot.remove(directory, slot);
    owner.forget(this);
    return true;
  }

  /** When the lock cannot be looked at, for lack of descriptors, the hang-up alone decides. */
  private boolean holdsLock() {
    try {
      return ProcessSlot.isLocked(directory, slot);
    } catch (IpcException e) {
      return false;
    }
  }

  private void remove(Watching watch) {
    synchronized (owner) {
      if (watches.remove(watch) && watches.isEmpty()) {
        owner.forget(this);
      }
    }
  }

  /** Nothing is ever written to it: no data means a writer, end of file means none. */
  private static boolean hasWriter(Descriptor fifo) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocate(1);
      return Unistd.read(fifo.fd(), one, 1) != 0;
    }
  }

  /** The last moments of a process: its FIFO is closed already, its lock is not yet. */
  private static void awaitUnlocked(RuntimeDirectory directory, long slot) throws IpcException {
    long start = System.nanoTime();
    while (ProcessSlot.isLocked(directory, slot)) {
      if (System.nanoTime() - start > LONGEST_DYING) {
        throw new IpcException(
            directory.pathOf(ProcessSlot.fifoName(slot))
                + ": "
                + ProcessSlot.describe(directory, slot)
                + " holds its lock but not its FIFO, so that its death would go unnoticed");
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  /** One watch. */
  static final class Watching implements Liveness.Watch {
    private final WatchedProcess peer;
    private final Runnable onDeath;
    private final AtomicBoolean over = new AtomicBoolean();

    private Watching(WatchedProcess peer, Runnable onDeath) {
      this.peer = peer;
      this.onDeath = onDeath;
    }

    @Override
    public boolean isAlive() {
      return !peer.dead;
    }

    @Override
    public void close() {
      if (over.compareAndSet(false, true)) {
        peer.remove(this);
      }
    }

    /** What fails for lack of memory is done again, until it is done. */
    private void tell() {
      if (over.get()) {
        return;
      }
      try {
        onDeath.run();
      } catch (RuntimeException | Error e) {
        if (LibraryThread.isPassing(e)) {
          throw e;
        }
        report(e);
      }
      over.set(true);
    }

    private void report(Throwable thrown) {
      System.getLogger(WatchedProcess.class.getName())
          .log(
              System.Logger.Level.ERROR,
              "the task for the death of " + peer.description + " failed",
              thrown);
    }
  }
}
