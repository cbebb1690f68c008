package org.javaipc.spi;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ObjLongConsumer;
import org.javaipc.IpcException;

/**
 * Creates and finds the region of one channel. This is all that a memory transport has to supply.
 */
public interface RegionStore {
  /**
   * Creates the region for its receiver, which owns the name until the region is closed or its process ends. What a
   * dead owner left behind under the name is removed first.
   *
   * @param size of the region in bytes
   * @param reserved how many bytes from the start to reserve at once; the rest follows by {@link
   *     SharedRegion#reserve}
   * @param initializer writes the header, given the region and this process's slot; runs before
   *     anyone can find the region
   * @return the region, zero except for what the initializer wrote
   * @throws org.javaipc.ChannelBusyException if a live receiver owns the name
   * @throws org.javaipc.CorruptChannelException if the object of that name is not a channel; it is
   *     left alone
   * @throws IpcException if it cannot be created
   */
  SharedRegion create(long size, long reserved, ObjLongConsumer<MemorySegment> initializer)
      throws IpcException;

  /**
   * Takes over the region that a former owner left behind, with its contents, if regions outlive their owners.
   *
   * @return the region; empty if there is none and it has to be created
   * @throws org.javaipc.ChannelBusyException if a live receiver owns the name
   * @throws org.javaipc.CorruptChannelException if the object of that name is not a channel
   * @throws IpcException if it cannot be mapped
   */
  default Optional<SharedRegion> adopt() throws IpcException {
    return Optional.empty();
  }

  /**
   * {@return a number that changes with each start of the machine; 0 if regions do not outlive it}
   *
   * @throws IpcException if it cannot be read now
   */
  default long boot() throws IpcException {
    return 0;
  }

  /**
   * {@return how many bytes are free where regions are created; empty if that is unknown}
   *
   * @throws IpcException if that cannot be read
   */
  default OptionalLong available() throws IpcException {
    return OptionalLong.empty();
  }

  /**
   * Finds the region of a live receiver, for a sender.
   *
   * @return the region; empty if there is none, or if it belonged to a dead receiver (it is removed then)
   * @throws org.javaipc.AccessRefusedException if it belongs to a user who is not trusted
   * @throws IpcException if it cannot be mapped
   */
  Optional<SharedRegion> open() throws IpcException;

  /**
   * Inspects the region from outside, without mapping it for writing, locking it, or becoming a process of its runtime
   * directory.
   *
   * @param length how many bytes of its start to copy; a shorter region gives fewer
   * @return the state of the region; empty if nothing has the name, or if the medium cannot be inspected
   * @throws org.javaipc.AccessRefusedException if it belongs to a user who is not trusted
   * @throws IpcException if it cannot be read
   */
  default Optional<RegionSnapshot> snapshot(long length) throws IpcException {
    return Optional.empty();
  }

  /**
   * Removes the region if its owner is dead and regions do not outlive their owners.
   *
   * @return whether it was removed
   * @throws org.javaipc.CorruptChannelException if the object of that name is not a channel; it is
   *     left alone
   * @throws IpcException if it belongs to a user who is not trusted, or cannot be removed
   */
  default boolean removeLeftover() throws IpcException {
    return false;
  }
}
