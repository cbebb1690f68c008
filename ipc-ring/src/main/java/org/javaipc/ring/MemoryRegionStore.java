package org.javaipc.ring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;
import org.javaipc.ChannelBusyException;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;

/** Regions that are known by name in this JVM only. */
final class MemoryRegionStore implements RegionStore {
  private static final ConcurrentHashMap<String, MemoryObject> OBJECTS = new ConcurrentHashMap<>();
  private static final long ALIGNMENT = 4096;

  private final String name;

  MemoryRegionStore(String name) {
    this.name = name;
  }

  @Override
  public SharedRegion create(long size, long reserved, ObjLongConsumer<MemorySegment> initializer)
      throws ChannelBusyException, ResourceLimitException {
    refuseIfTaken();
    MemorySegment memory = allocate(size);
    initializer.accept(memory, MemoryRegion.SELF);
    MemoryObject object = new MemoryObject(name, memory, reserved);
    if (OBJECTS.putIfAbsent(name, object) != null) {
      throw busy();
    }
    return new MemoryRegion(object);
  }

  private MemorySegment allocate(long size) throws ResourceLimitException {
    try {
      return Arena.ofAuto().allocate(size, ALIGNMENT);
    } catch (OutOfMemoryError e) {
      throw new ResourceLimitException(
          "memory:%s: there is no room for its %d bytes outside the heap (%s); ask for a smaller capacity or fewer senders, or start the JVM with more -XX:MaxDirectMemorySize"
              .formatted(name, size, e.getMessage()),
          e);
    }
  }

  private void refuseIfTaken() throws ChannelBusyException {
    if (OBJECTS.containsKey(name)) {
      throw busy();
    }
  }

  private ChannelBusyException busy() {
    return new ChannelBusyException(
        "memory:" + name + ": it has a receiver in this JVM already; close that one first");
  }

  @Override
  public Optional<SharedRegion> open() {
    return Optional.ofNullable(OBJECTS.get(name)).map(MemoryRegion::new);
  }

  /** Takes the name away from an object, if it still has it. */
  static void unlink(MemoryObject object) {
    OBJECTS.remove(object.name(), object);
  }
}
