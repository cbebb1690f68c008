package org.javaipc.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.IpcException;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.Fcntl;
import org.javaipc.linux.raw.Unistd;
import org.javaipc.spi.Liveness.Watch;
import org.jspecify.annotations.Nullable;

/** Another process under watch: one descriptor for all of its watches. */
final class PeerProcess {
  private static final long LONGEST_DYING = 1_000_000_000;
  private static final long PAUSE = 100_000;

  private final ProcessLiveness owner;
  private final DeathWatcher watcher;
  private final RuntimeDirectory directory;
  private final long slot;
  private final Descriptor fifo;
  private final String description;
  private final Set<Watching> watches = new HashSet<>(); // guarded by owner
  private volatile boolean dead;

  private PeerProcess(
      ProcessLiveness owner,
      DeathWatcher watcher,
      RuntimeDirectory directory,
      long slot,
      Descriptor fifo,
      String description) {
    this.owner = owner;
    this.watcher = watcher;
    this.directory = directory;
    this.slot = slot;
    this.fifo = fifo;
    this.description = description;
  }

  /** {@return the process of a slot, under watch from now on; null if it is dead} */
  static @Nullable PeerProcess open(ProcessLiveness owner, RuntimeDirectory directory, long slot)
      throws IpcException {
    String path = directory.pathOf(ProcessSlot.fifoName(slot));
    int fd = directory.openFile(ProcessSlot.fifoName(slot), Fcntl.O_RDONLY);
    if (Errno.missing(fd)) {
      return null;
    }
    Descriptor fifo = new Descriptor((int) SystemErrors.check(fd, "open", path), path);
    try {
      if (!FileStatus.of(fifo).isFifo() || !hasWriter(fifo)) {
        awaitUnlocked(directory, slot);
        fifo.close();
        return null;
      }
      String description = ProcessSlot.describe(directory, slot);
      DeathWatcher watcher = DeathWatcher.shared();
      PeerProcess peer = new PeerProcess(owner, watcher, directory, slot, fifo, description);
      watcher.add(peer);
      return peer;
    } catch (IpcException | RuntimeException e) {
      fifo.close();
      throw e;
    }
  }

  long slot() {
    return slot;
  }

  String description() {
    return description;
  }

  Descriptor fifo() {
    return fifo;
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
    watcher.remove(this);
    fifo.close();
  }

  /**
   * Looks once more after the FIFO has hung up; the descriptors of a dying process do not close all
   * at once. Called by the watcher's thread.
   *
   * @return whether that was the end of it; false to look again soon
   */
  boolean confirm() {
    if (holdsLock()) {
      return false;
    }
    List<Watching> told;
    synchronized (owner) {
      dead = true;
      told = List.copyOf(watches);
      watches.clear();
      owner.died(this);
    }
    told.forEach(Watching::tell);
    ProcessSlot.remove(directory, slot);
    return true;
  }

  /** When the lock cannot be looked at, for want of descriptors, the hang-up alone decides. */
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
  static final class Watching implements Watch {
    private final PeerProcess peer;
    private final Runnable onDeath;
    private final AtomicBoolean over = new AtomicBoolean();

    private Watching(PeerProcess peer, Runnable onDeath) {
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

    private void tell() {
      if (over.compareAndSet(false, true)) {
        try {
          onDeath.run();
        } catch (RuntimeException | Error e) {
          DeathWatcher.report("what was to run at the death of " + peer.description, e);
        }
      }
    }
  }
}
