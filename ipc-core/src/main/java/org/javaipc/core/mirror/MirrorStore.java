package org.javaipc.core.mirror;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjLongConsumer;
import org.javaipc.ChannelBusyException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/**
 * The store of one channel or event word. Its receiver or listener creates the memory here, and the ends that represent
 * remote ones find it. Any number of threads may use it.
 */
public final class MirrorStore implements RegionStore {
  private static final long ALIGNMENT = 4096;

  /** Within this many bytes are the words to sleep on of a region with one lane. */
  private static final long HEADER = 4096;

  private final String name;
  private final MirrorRegion.Leaving whenClosed;
  private final AtomicReference<@Nullable MirrorRegion> made = new AtomicReference<>();

  /**
   * Makes a store without memory.
   *
   * @param name for messages
   * @param whenClosed run once the end that created the memory has closed
   */
  public MirrorStore(String name, MirrorRegion.Leaving whenClosed) {
    this.name = name;
    this.whenClosed = whenClosed;
  }

  /** {@return the region of the end that created the memory; null if none is open} */
  public @Nullable MirrorRegion region() {
    return made.get();
  }

  @Override
  public SharedRegion create(long size, long reserved, ObjLongConsumer<MemorySegment> initializer)
      throws IpcException {
    MemorySegment memory = allocate(name, size);
    MirrorRegion region =
        MirrorRegion.of(name, memory, reserved, "this process", () -> made.set(null), whenClosed);
    initializer.accept(memory, region.liveness().self());
    if (!made.compareAndSet(null, region)) {
      throw new ChannelBusyException(
          name + ": it has a receiver in this JVM already; close that one first");
    }
    return region;
  }

  /**
   * {@return the region of a remote end, over new memory whose other end is local}
   *
   * @param name for messages
   * @param who describes that end, for messages
   * @param size of the memory in bytes
   * @param initializer writes the header, given the memory and that end's slot
   * @throws ResourceLimitException if there is not enough memory
   */
  public static MirrorRegion elsewhere(
      String name, String who, long size, ObjLongConsumer<MemorySegment> initializer)
      throws ResourceLimitException {
    MemorySegment memory = allocate(name, size);
    MirrorRegion region =
        MirrorRegion.of(name, memory, Math.min(size, HEADER), who, () -> {}, () -> {});
    initializer.accept(memory, region.liveness().self());
    return region;
  }

  private static MemorySegment allocate(String name, long size) throws ResourceLimitException {
    try {
      return Arena.ofAuto().allocate(size, ALIGNMENT);
    } catch (OutOfMemoryError e) {
      throw new ResourceLimitException(
          "%s: there is no room for its %d bytes outside the heap (%s); ask for a smaller capacity or fewer senders, or start the JVM with more -XX:MaxDirectMemorySize"
              .formatted(name, size, e.getMessage()),
          e);
    }
  }

  @Override
  public Optional<SharedRegion> open() {
    return Optional.empty(); // each representative of a remote end gets its own region
  }

  @Override
  public String toString() {
    return name;
  }
}
