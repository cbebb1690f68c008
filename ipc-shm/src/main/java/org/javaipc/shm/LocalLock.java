package org.javaipc.shm;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.javaipc.AccessPolicy;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.region.RefCountedRegion;
import org.javaipc.spi.MemoryFault;

/**
 * What all {@link InterProcessLock}s with one name in this process share. It admits one thread of this process at a
 * time.
 */
final class LocalLock {
  private static final Map<Key, LocalLock> ALL = new HashMap<>(); // also the monitor of it all

  /** Identifies a lock. */
  private record Key(RuntimeDirectory directory, String name) {}

  private final Key key;
  private final LockWord word;
  private final Semaphore gate = new Semaphore(1);
  private final String description;
  private int users; // guarded by ALL

  private LocalLock(Key key, RefCountedRegion region) throws IpcException {
    this.key = key;
    this.word = new LockWord(region);
    this.description = "lock " + region.describe();
    if (!isUsable(region)) {
      region.close();
      throw new CorruptChannelException(
          description + ": has another format version; use the same release in all processes");
    }
  }

  /** {@return whether this release can use the region; a region that is too short to tell is closed} */
  private boolean isUsable(RefCountedRegion region) throws IpcException {
    try {
      return MemoryFault.typed(description, word::isOfThisVersion);
    } catch (CorruptChannelException e) {
      region.close();
      throw e;
    }
  }

  static LocalLock open(RuntimeDirectory directory, String name, AccessPolicy policy)
      throws IpcException {
    synchronized (ALL) {
      Key key = new Key(directory, name);
      LocalLock known = ALL.get(key);
      if (known == null) {
        known =
            new LocalLock(
                key,
                RefCountedRegion.join(
                    directory,
                    name + InterProcessLock.SUFFIX,
                    LockWord.MAGIC,
                    LockWord.LENGTH,
                    policy,
                    (memory, self) -> LockWord.initialize(memory)));
        ALL.put(key, known);
      }
      known.users++;
      return known;
    }
  }

  void close() throws IpcException {
    synchronized (ALL) {
      users--;
      if (users == 0) {
        ALL.remove(key);
        word.close();
      }
    }
  }

  /** {@return the lock between processes} */
  LockWord word() {
    return word;
  }

  /** {@return the semaphore that admits one thread of this process at a time to the word} */
  Semaphore gate() {
    return gate;
  }

  @Override
  public String toString() {
    return description;
  }
}
