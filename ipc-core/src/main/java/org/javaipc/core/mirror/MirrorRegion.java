package org.javaipc.core.mirror;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjLongConsumer;
import org.javaipc.IpcException;
import org.javaipc.core.ring.ReservingRegion;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.Parker;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/** One end's view of mirrored memory, which the garbage collector frees. */
public final class MirrorRegion implements ReservingRegion {
  private final Shared shared;
  private final long self;
  private final Leaving leaving;
  private final AtomicBoolean left = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** An action that runs when an end has closed; it may wait. */
  @FunctionalInterface
  public interface Leaving {
    /**
     * Tells the peer, and waits until it knows.
     *
     * @throws IpcException if the peer does not learn of it
     */
    void run() throws IpcException;
  }

  /** What the regions of one channel or event word share. */
  private record Shared(
      String name,
      MemorySegment memory,
      MirrorParker parker,
      MirrorPeers peers,
      AtomicReference<@Nullable MirrorRegion> lockHolder,
      Runnable unlinking) {}

  private MirrorRegion(Shared shared, long self, Leaving leaving) {
    this.shared = shared;
    this.self = self;
    this.leaving = leaving;
  }

  /**
   * {@return the first end's view of new memory}
   *
   * @param name for messages
   * @param memory zeroed
   * @param reserved the length of the header in bytes, which contains the words to sleep on
   * @param who describes this end, for messages
   * @param unlinking run when the name is released
   * @param leaving run once, when this end has closed
   */
  static MirrorRegion of(
      String name,
      MemorySegment memory,
      long reserved,
      String who,
      Runnable unlinking,
      Leaving leaving) {
    MirrorPeers peers = new MirrorPeers();
    Shared shared =
        new Shared(
            name,
            memory,
            new MirrorParker(memory.asSlice(0, reserved)),
            peers,
            new AtomicReference<>(),
            unlinking);
    return new MirrorRegion(shared, peers.add(who), leaving);
  }

  /**
   * {@return another end's view of the same memory}
   *
   * @param who describes that end, for messages
   * @param whenLeft run once, when that end has closed
   */
  public MirrorRegion forPeer(String who, Leaving whenLeft) {
    return new MirrorRegion(shared, shared.peers().add(who), whenLeft);
  }

  /** {@return a store that finds this region, once, for a channel that has to join it} */
  public RegionStore once() {
    AtomicBoolean found = new AtomicBoolean();
    return new RegionStore() {
      @Override
      public SharedRegion create(
          long size, long reserved, ObjLongConsumer<MemorySegment> initializer) {
        throw new IllegalStateException(describe() + ": it is there already");
      }

      @Override
      public Optional<SharedRegion> open() {
        return found.getAndSet(true) ? Optional.empty() : Optional.of(MirrorRegion.this);
      }
    };
  }

  /**
   * Sets a callback to be run whenever a word is unparked, by the thread that unparks it.
   *
   * @param word its offset in bytes
   * @param told the callback, which must neither wait nor throw; null for none
   */
  public void onUnpark(long word, @Nullable Runnable told) {
    shared.parker().onUnpark(word, told);
  }

  /** Tells the other ends that the process of this one is dead. */
  public void died() {
    shared.peers().died(self);
  }

  @Override
  public String describe() {
    return shared.name();
  }

  @Override
  public MemorySegment segment() {
    return shared.memory();
  }

  @Override
  public void reserve(long offset, long length) {
    // All memory is allocated already.
  }

  @Override
  public void sync(long offset, long length) {
    // There is no medium behind it.
  }

  @Override
  public boolean tryLock() {
    return shared.lockHolder().compareAndSet(null, this);
  }

  @Override
  public void unlock() {
    shared.lockHolder().compareAndSet(this, null);
  }

  @Override
  public Parker parker() {
    return shared.parker();
  }

  @Override
  public Liveness liveness() {
    return shared.peers().as(self);
  }

  @Override
  public void unlink() {
    shared.unlinking().run();
  }

  @Override
  public void bidFarewell() throws IpcException {
    if (left.compareAndSet(false, true)) {
      leaving.run();
    }
  }

  @Override
  public void close() throws IpcException {
    if (closed.compareAndSet(false, true)) {
      unlock();
      try {
        bidFarewell(); // of an end that has failed to open
      } finally {
        shared.peers().left(self);
      }
    }
  }
}
