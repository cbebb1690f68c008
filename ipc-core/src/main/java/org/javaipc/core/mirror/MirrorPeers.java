package org.javaipc.core.mirror;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.javaipc.spi.Liveness;
import org.jspecify.annotations.Nullable;

/**
 * The processes, local and remote, whose ends share one piece of mirrored memory. Each end has its own slot, so one can
 * die alone, with its connection. Any number of threads may use it.
 */
final class MirrorPeers {
  /** How many dead ends are remembered by name. */
  private static final int REMEMBERED = 256;

  private static final AtomicLong SLOTS = new AtomicLong();

  private final Map<Long, Peer> living = new ConcurrentHashMap<>();
  private final Map<Long, String> dead = new LinkedHashMap<>(); // guarded by this

  /** {@return the slot of one more end} */
  long add(String who) {
    long slot = SLOTS.incrementAndGet();
    living.put(slot, new Peer(who));
    return slot;
  }

  /** Forgets an end that has closed. */
  void left(long slot) {
    living.remove(slot);
  }

  /** Tells all watchers of an end that it is dead. */
  void died(long slot) {
    Peer peer = living.get(slot);
    if (peer != null) {
      remember(slot, peer.who);
      living.remove(slot);
      peer.die();
    }
  }

  private synchronized void remember(long slot, String who) {
    dead.put(slot, who);
    if (dead.size() > REMEMBERED) {
      dead.remove(dead.keySet().iterator().next());
    }
  }

  private synchronized @Nullable String nameOfDead(long slot) {
    return dead.get(slot);
  }

  Liveness as(long self) {
    return new Liveness() {
      @Override
      public long self() {
        return self;
      }

      @Override
      public Watch watch(long slot, Runnable onDeath) {
        Peer peer = living.get(slot);
        if (peer == null) {
          onDeath.run();
          return new Watching(null, onDeath);
        }
        return peer.watch(onDeath);
      }

      @Override
      public String describe(long slot) {
        Peer peer = living.get(slot);
        String who = peer == null ? nameOfDead(slot) : peer.who;
        return who == null ? "a process that is gone" : who;
      }
    };
  }

  private static final class Peer {
    private final String who;
    private final List<Watching> watches = new CopyOnWriteArrayList<>();
    private volatile boolean isDead;

    Peer(String who) {
      this.who = who;
    }

    Watching watch(Runnable onDeath) {
      Watching watch = new Watching(this, onDeath);
      watches.add(watch);
      if (isDead) {
        watch.tell();
      }
      return watch;
    }

    void die() {
      isDead = true;
      watches.forEach(Watching::tell);
    }
  }

  private static final class Watching implements Liveness.Watch {
    private final @Nullable Peer peer;
    private @Nullable Runnable onDeath; // guarded by this

    Watching(@Nullable Peer peer, Runnable onDeath) {
      this.peer = peer;
      this.onDeath = onDeath;
    }

    synchronized void tell() {
      Runnable told = onDeath;
      onDeath = null;
      if (told != null) {
        told.run();
      }
    }

    @Override
    public boolean isAlive() {
      return peer != null && !peer.isDead;
    }

    @Override
    public synchronized void close() {
      onDeath = null;
      if (peer != null) {
        peer.watches.remove(this);
      }
    }
  }
}
