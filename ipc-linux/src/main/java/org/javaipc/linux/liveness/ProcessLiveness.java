package org.javaipc.linux.liveness;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.javaipc.IpcException;
import org.javaipc.spi.Liveness;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a runtime directory. Each has two files there that the kernel releases at its death, before it is
 * reaped and in any pid namespace: a lock and the write end of a FIFO.
 * One thread for all of this process's watches, a daemon that starts with the first watch of
 * another process, waits for FIFOs to hang up and confirms it by the lock. If the files are removed, as by a cleaner or
 * by {@code RemoveIPC=yes} at a logout, they are recreated when the process next opens something.
 *
 * <p>All methods may be called from any thread. There is one object for each runtime directory; it
 * lives as long as the process.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/fifo.7.html">fifo(7)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK(2)</a>
 */
public final class ProcessLiveness implements Liveness {
  private static final int REMEMBERED = 1024;

  private final RuntimeDirectory directory;
  private final long self;
  // Guarded by this.
  private ProcessSlot slot;
  private final Map<Long, WatchedProcess> peers = new HashMap<>();
  private final Map<Long, String> departed = new Departed();

  private ProcessLiveness(RuntimeDirectory directory, ProcessSlot slot) {
    this.directory = directory;
    this.self = slot.number();
    this.slot = slot;
  }

  /** Recreates the files of this process's slot if they were removed. */
  private synchronized void requireSlot() throws IpcException {
    slot = slot.withLock(directory);
    slot = slot.withFifo(directory);
  }

  /**
   * {@return the processes of a directory; the first call takes this process's slot and removes
   * what dead processes left there}
   *
   * @param directory that the processes share
   * @throws IpcException if the files of the slot cannot be made
   */
  public static ProcessLiveness of(RuntimeDirectory directory) throws IpcException {
    return directory.liveness();
  }

  @Override
  public long self() {
    return self;
  }

  @Override
  public Watch watch(long slot, Runnable onDeath) throws IpcException {
    if (slot == self()) {
      return new OwnWatch();
    }
    WatchedProcess.Watching watch = slot == 0 ? null : watchLiving(slot, onDeath);
    if (watch != null) {
      return watch;
    }
    ProcessSlot.remove(directory, slot);
    onDeath.run();
    return new DeadWatch();
  }

  @Override
  public String describe(long slot) {
    if (slot == self()) {
      return ProcessIdentity.current().describe() + ", this process";
    }
    synchronized (this) {
      WatchedProcess peer = peers.get(slot);
      String known = peer != null ? peer.description() : departed.get(slot);
      if (known != null) {
        return known;
      }
    }
    return ProcessSlot.describe(directory, slot);
  }

  /** Forgets a peer that is not watched any more. */
  synchronized void forget(WatchedProcess peer) {
    peers.remove(peer.slot(), peer);
    peer.close();
  }

  /** Remembers a peer's identity before its death is reported, since its files may be gone. */
  synchronized void remember(WatchedProcess peer) {
    departed.put(peer.slot(), peer.description());
  }

  private WatchedProcess.@Nullable Watching watchLiving(long slot, Runnable onDeath)
      throws IpcException {
    synchronized (this) {
      WatchedProcess peer = peers.get(slot);
      if (peer != null) {
        return peer.add(onDeath);
      }
    }
    // Not under the lock: it may wait for the end of a dying process, and other deaths are told
    // meanwhile.
    WatchedProcess opened = WatchedProcess.open(this, directory, slot);
    return opened == null ? null : watch(opened, onDeath);
  }

  private synchronized WatchedProcess.@Nullable Watching watch(
      WatchedProcess opened, Runnable onDeath) throws IpcException {
    WatchedProcess peer = peers.get(opened.slot());
    if (peer != null) { // another thread was faster
      opened.close();
      return peer.add(onDeath);
    }
    opened.begin();
    peers.put(opened.slot(), opened);
    return opened.add(onDeath);
  }

  /** Makes the object when it is first needed. */
  static final class Holder {
    private final RuntimeDirectory directory;
    private @Nullable ProcessLiveness liveness;

    Holder(RuntimeDirectory directory) {
      this.directory = directory;
    }

    synchronized ProcessLiveness get() throws IpcException {
      ProcessLiveness made = liveness;
      if (made == null) {
        ProcessSlot.removeDead(directory);
        made = new ProcessLiveness(directory, ProcessSlot.take(directory));
        liveness = made;
      } else {
        made.requireSlot();
      }
      return made;
    }
  }

  /** The processes that died last; the oldest is forgotten first. */
  private static final class Departed extends LinkedHashMap<Long, String> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
      return size() > REMEMBERED;
    }
  }

  private static final class OwnWatch implements Watch {
    @Override
    public boolean isAlive() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static final class DeadWatch implements Watch {
    @Override
    public boolean isAlive() {
      return false;
    }

    @Override
    public void close() {}
  }
}
