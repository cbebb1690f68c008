package org.javaipc.spi;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.javaipc.IpcException;

/**
 * Where the regions of one topic are made and found: what is left for a memory transport to supply. A topic has a region
 * for all, and one for each subscription, which owns it.
 */
public interface TopicStore {
  /**
   * Joins the topic's region for a publisher, and makes it if it is not there, or all who used it have gone.
   *
   * @param size of a region that is made, in bytes
   * @param reserved how many bytes of it to reserve at once; the rest follows by {@link SharedRegion#reserve}
   * @param initializer writes the header, given the region and this process's slot; runs before anyone can find the
   *     region
   * @return the region, for writing; in one that was found anything may stand
   * @throws org.javaipc.WrongKindException if a channel has the name
   * @throws org.javaipc.CorruptChannelException if the object of that name is not a topic; it is left alone
   * @throws org.javaipc.AccessRefusedException if it belongs to a user who is not trusted
   * @throws IpcException if it cannot be made or mapped
   */
  TopicRegion join(long size, long reserved, ObjLongConsumer<MemorySegment> initializer)
      throws IpcException;

  /**
   * Finds the topic's region for a subscription.
   *
   * @return the region, for reading alone; empty if there is none that anybody uses
   * @throws org.javaipc.WrongKindException if a channel has the name
   * @throws org.javaipc.CorruptChannelException if the object of that name is not a topic
   * @throws org.javaipc.AccessRefusedException if it belongs to a user who is not trusted
   * @throws IpcException if it cannot be mapped
   */
  Optional<TopicRegion> find() throws IpcException;

  /**
   * Looks at the topic's region from outside, as {@link RegionStore#snapshot} does.
   *
   * @param length how many bytes of its start to copy; a shorter region gives fewer
   * @return what was seen; empty if nothing has the name, or the medium cannot be looked at
   * @throws IpcException if it cannot be read
   */
  default Optional<RegionSnapshot> snapshot(long length) throws IpcException {
    return Optional.empty();
  }

  /**
   * Removes the topic's region if all who used it have gone.
   *
   * @return whether it was removed
   * @throws IpcException if it is something else, belongs to a user who is not trusted, or cannot be removed
   */
  default boolean removeLeftover() throws IpcException {
    return false;
  }

  /**
   * {@return where the region of one subscription is made by it and found by publishers}
   *
   * @param index of the subscription, from 0
   */
  RegionStore subscription(int index);
}
