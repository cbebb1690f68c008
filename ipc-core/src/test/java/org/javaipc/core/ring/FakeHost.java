package org.javaipc.core.ring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjLongConsumer;
import org.javaipc.Address;
import org.javaipc.ChannelBusyException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.core.memory.ThreadParker;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.Parker;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;

/**
 * A machine with processes that can be killed, inside one JVM: one region in a file, which each end
 * maps for itself.
 */
final class FakeHost {
  private static final long FIRST_SLOT = 100;

  private final Path file;
  private final AtomicReference<Region> lockHolder = new AtomicReference<>();
  private final Set<Long> alive = ConcurrentHashMap.newKeySet();
  private final Map<FakeWatch, Long> watches = new ConcurrentHashMap<>();
  private long lastSlot = FIRST_SLOT;
  private volatile ThreadParker threads;
  private volatile boolean published;

  /** Wake-ups so far. */
  final AtomicInteger unparks = new AtomicInteger();

  /** How many of the next attempts to watch a process fail. */
  final AtomicInteger failingWatches = new AtomicInteger();

  /** Whether the name cannot be taken away. */
  volatile boolean refusesUnlink;

  /** Regions that are mapped now. */
  final AtomicInteger mapped = new AtomicInteger();

  FakeHost(Path file) {
    this.file = file;
  }

  /** {@return a new process} */
  synchronized FakeProcess start() {
    lastSlot++;
    alive.add(lastSlot);
    return new FakeProcess(lastSlot);
  }

  /** Cuts the region's file short. */
  void truncate(long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  /** {@return the region, mapped once more} */
  MemorySegment memory() throws IOException {
    return map(Arena.ofAuto());
  }

  private MemorySegment map(Arena arena) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
    }
  }

  /** A process; what it opens is left as it is when it is killed. */
  final class FakeProcess implements RegionStore, Liveness {
    private final long slot;
    final List<Region> regions = new ArrayList<>();

    private FakeProcess(long slot) {
      this.slot = slot;
    }

    RingChannel channel(String options) {
      Address address = Address.parse("fake:x" + options);
      return new RingChannel(address, ChannelOptions.of(address, Set.of()), Set.of(), this);
    }

    /** Ends the process at once; the caller uses nothing of it any more. */
    void kill() {
      alive.remove(slot);
      Region holder = lockHolder.get();
      if (holder != null && holder.process == this) {
        lockHolder.compareAndSet(holder, null);
      }
      watches.forEach((watch, watched) -> {
        if (watched == slot && watches.remove(watch) != null) {
          watch.onDeath.run();
        }
      });
    }

    @Override
    public SharedRegion create(long size, long reserved, ObjLongConsumer<MemorySegment> initializer)
        throws IpcException {
      if (published) {
        throw new ChannelBusyException("fake:x: is taken");
      }
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        initializer.accept(
            channel.map(FileChannel.MapMode.READ_WRITE, 0, size, Arena.ofAuto()), slot);
        threads = new ThreadParker(memory().asSlice(0, reserved));
      } catch (IOException e) {
        throw new IpcException("fake:x", e);
      }
      published = true;
      return region();
    }

    @Override
    public Optional<SharedRegion> open() throws IpcException {
      return published ? Optional.of(region()) : Optional.empty();
    }

    private Region region() throws IpcException {
      Region region = new Region(this);
      regions.add(region);
      return region;
    }

    @Override
    public long self() {
      return slot;
    }

    @Override
    public Liveness.Watch watch(long watched, Runnable onDeath) throws IpcException {
      if (failingWatches.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new ResourceLimitException("fake: no descriptor is left to watch slot=" + watched);
      }
      FakeWatch watch = new FakeWatch(watched, onDeath);
      if (alive.contains(watched)) {
        watches.put(watch, watched);
      } else {
        onDeath.run();
      }
      return watch;
    }

    @Override
    public String describe(long described) {
      return "process " + described;
    }
  }

  /** How many watches are open. */
  int watches() {
    return watches.size();
  }

  private final class FakeWatch implements Liveness.Watch {
    private final long slot;
    private final Runnable onDeath;

    FakeWatch(long slot, Runnable onDeath) {
      this.slot = slot;
      this.onDeath = onDeath;
    }

    @Override
    public boolean isAlive() {
      return alive.contains(slot);
    }

    @Override
    public void close() {
      watches.remove(this);
    }
  }

  /** One end's mapping. */
  final class Region implements SharedRegion, Parker {
    private final FakeProcess process;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;

    Region(FakeProcess process) throws IpcException {
      this.process = process;
      try {
        this.segment = map(arena);
      } catch (IOException e) {
        throw new IpcException("fake:x", e);
      }
      mapped.incrementAndGet();
    }

    boolean isClosed() {
      return !arena.scope().isAlive();
    }

    @Override
    public String describe() {
      return "fake:x";
    }

    @Override
    public MemorySegment segment() {
      return segment;
    }

    @Override
    public void reserve(long offset, long length) {}

    @Override
    public void sync(long offset, long length) {}

    @Override
    public boolean tryLock() {
      return lockHolder.compareAndSet(null, this);
    }

    @Override
    public void unlock() {
      lockHolder.compareAndSet(this, null);
    }

    @Override
    public Parker parker() {
      return this;
    }

    @Override
    public Liveness liveness() {
      return process;
    }

    @Override
    public void unlink() throws IpcException {
      published = false;
      if (refusesUnlink) {
        throw new IpcException("fake:x: unlink: EROFS");
      }
    }

    @Override
    public void close() {
      if (!isClosed()) {
        unlock();
        mapped.decrementAndGet();
        arena.close();
      }
    }

    @Override
    public boolean isAsymmetric() {
      return false;
    }

    @Override
    public void heavyFence() {
      threads.heavyFence();
    }

    @Override
    public void park(long offset, int expected, long nanos) {
      threads.park(offset, expected, nanos);
    }

    @Override
    public void unpark(long offset) {
      unparks.incrementAndGet();
      threads.unpark(offset);
    }
  }
}
