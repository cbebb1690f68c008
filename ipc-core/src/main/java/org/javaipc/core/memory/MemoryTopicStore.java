package org.javaipc.core.memory;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.javaipc.IpcException;
import org.javaipc.spi.RegionKinds;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.TopicRegion;
import org.javaipc.spi.TopicStore;
import org.jspecify.annotations.Nullable;

/** Topics that are known by name in this JVM only. */
final class MemoryTopicStore implements TopicStore {
  private final String name;

  MemoryTopicStore(String name) {
    this.name = name;
  }

  @Override
  public TopicRegion join(long size, long reserved, ObjLongConsumer<MemorySegment> initializer)
      throws IpcException {
    while (true) {
      MemoryObject found = joined();
      if (found != null) {
        return new MemoryTopicRegion(found, found.memory());
      }
      MemorySegment memory = MemoryRegionStore.allocate(name, size);
      initializer.accept(memory, MemoryRegion.SELF);
      MemoryObject made = new MemoryObject(name, memory, reserved);
      if (MemoryRegionStore.OBJECTS.putIfAbsent(name, made) == null) {
        return new MemoryTopicRegion(made, memory);
      }
    }
  }

  @Override
  public Optional<TopicRegion> find() throws IpcException {
    return Optional.ofNullable(joined())
        .map(found -> new MemoryTopicRegion(found, found.memory().asReadOnly()));
  }

  private @Nullable MemoryObject joined() throws IpcException {
    MemoryObject found = MemoryRegionStore.OBJECTS.get(name);
    if (found == null) {
      return null;
    }
    if (found.magic() != RegionKinds.TOPIC) {
      throw RegionKinds.mismatch("memory:" + name, found.magic());
    }
    if (found.tryJoin()) {
      return found;
    }
    MemoryRegionStore.unlink(found); // its last end is about to do so
    return null;
  }

  @Override
  public RegionStore subscription(int index) {
    return new MemoryRegionStore(name + " subscription " + index); // no channel can have that name
  }
}
