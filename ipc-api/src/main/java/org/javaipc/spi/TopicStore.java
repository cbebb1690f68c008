package org.javaipc.spi;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.javaipc.IpcException;

/**
 * Creates and finds the regions of one topic. This is all that a memory transport has to supply. A topic has one region
 * for all its ends, and one for each subscription, which owns it.
 */
public interface TopicStore {
  /**
   * Joins the topic's region for a publisher, and creates it if it does not exist or all its users have gone.
   *
   * @param size of a newly created region, in bytes
   * @param reserved how many bytes of it to reserve at once; the rest follows by {@link SharedRegion#reserve}
   * @param initializer writes the header, given the region and this process's slot; runs before anyone can find the
   *     region
   * @return the region, for writing; an existing region may hold any data
   * @throws org.javaipc.WrongKindException if a channel has the name
   * @throws org.javaipc.CorruptChannelException if the object of that name is not a topic; it is left alone
   * @throws org.javaipc.AccessRefusedException if it belongs to a user who is not trusted
   * @throws IpcException if it cannot be created or mapped
   */
  TopicRegion join(long size, long reserved, ObjLongConsumer<MemorySegment> initializer)
      throws IpcException;

  /**
   * Finds the topic's region for a subscription.
   *
   * @return the region, for reading only; empty if there is none in use
   * @throws org.javaipc.WrongKindException if a channel has the name
   * @throws org.javaipc.CorruptChannelException if the object of that name is not a topic
   * @throws org.javaipc.AccessRefusedException if it belongs to a user who is not trusted
   * @throws IpcException if it cannot be mapped
   */
  Optional<TopicRegion> find() throws IpcException;

  /**
   * Inspects the topic's region from outside, as {@link RegionStore#snapshot} does.
   *
   * @param length how many bytes of its start to copy; a shorter region gives fewer
   * @return the state of the region; empty if nothing has the name, or if the medium cannot be inspected
   * @throws IpcException if it cannot be read
   */
  default Optional<RegionSnapshot> snapshot(long length) throws IpcException {
    return Optional.empty();
  }

  /**
   * Removes the topic's region if all its users have gone.
   *
   * @return whether it was removed
   * @throws IpcException if it is something else, belongs to a user who is not trusted, or cannot be removed
   */
  default boolean removeLeftover() throws IpcException {
    return false;
  }

  /**
   * {@return the store in which one subscription creates its region, and publishers find it}
   *
   * @param index of the subscription, from 0
   */
  RegionStore subscription(int index);
}
