package org.javaipc.core.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;
import org.javaipc.ChannelBusyException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.RegionKinds;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;

/** Regions that are known by name in this JVM only. */
final class MemoryRegionStore implements RegionStore {
  static final ConcurrentHashMap<String, MemoryObject> OBJECTS = new ConcurrentHashMap<>();
  private static final long ALIGNMENT = 4096;

  private final String name;

  MemoryRegionStore(String name) {
    this.name = name;
  }

  @Override
  public SharedRegion create(long size, long reserved, ObjLongConsumer<MemorySegment> initializer)
      throws IpcException {
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
    return allocate(name, size);
  }

  static MemorySegment allocate(String name, long size) throws ResourceLimitException {
    try {
      return Arena.ofAuto().allocate(size, ALIGNMENT);
    } catch (OutOfMemoryError e) {
      throw new ResourceLimitException(
          "memory:%s: there is no room for its %d bytes outside the heap (%s); ask for a smaller capacity or fewer senders, or start the JVM with more -XX:MaxDirectMemorySize"
              .formatted(name, size, e.getMessage()),
          e);
    }
  }

  private void refuseIfTaken() throws IpcException {
    MemoryObject taken = OBJECTS.get(name);
    if (taken != null) {
      refuseTopic(taken);
      throw busy();
    }
  }

  private static void refuseTopic(MemoryObject object) throws IpcException {
    if (object.magic() == RegionKinds.TOPIC) {
      throw RegionKinds.mismatch("memory:" + object.name(), RegionKinds.TOPIC);
    }
  }

  private ChannelBusyException busy() {
    return new ChannelBusyException(
        "memory:" + name + ": it already has a receiver in this JVM; close that one first");
  }

  @Override
  public Optional<SharedRegion> open() throws IpcException {
    MemoryObject found = OBJECTS.get(name);
    if (found == null) {
      return Optional.empty();
    }
    refuseTopic(found);
    return Optional.of(new MemoryRegion(found));
  }

  /** Removes the name of an object, if it still has it. */
  static void unlink(MemoryObject object) {
    OBJECTS.remove(object.name(), object);
  }
}
