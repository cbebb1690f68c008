package org.javaipc.spi;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;

/**
 * The memory that the ends of one channel share, as one of them has mapped it, with the name's lock, a place to sleep,
 * and the knowledge of which processes are alive. Each end has its own region object over the same memory.
 *
 * <p>All methods may be called from any thread.
 */
public interface SharedRegion extends AutoCloseable {
  /** {@return the object's name for messages, such as {@code /dev/shm/javaipc-1000/orders.shm}} */
  String describe();

  /**
   * {@return the whole region: native memory, aligned to 8 bytes at least; an access after {@link
   * #close} throws {@link IllegalStateException}}
   */
  MemorySegment segment();

  /**
   * {@return whether another user may write to the memory, and so can cut its file short} If so, handlers and claims do
   * not get the memory itself.
   *
   * @throws IpcException if the kernel does not say
   */
  default boolean isExposed() throws IpcException {
    return false;
  }

  /**
   * {@return whether others can still find this region by its name; true for one that this end only found} Its file may
   * have been removed.
   *
   * @throws IpcException if the kernel does not say
   */
  default boolean isNamed() throws IpcException {
    return true;
  }

  /**
   * Reserves the backing store of a range, so that a later access can neither fail nor fault.
   * Repeating it changes nothing.
   *
   * @param offset of the range in bytes
   * @param length of the range in bytes
   * @throws org.javaipc.ResourceLimitException if there is not enough memory or disk
   * @throws IpcException if the kernel refuses for another reason
   */
  void reserve(long offset, long length) throws IpcException;

  /**
   * Forces a range to the medium behind the memory, and returns when it is there. Does nothing if there is no such
   * medium.
   *
   * @param offset of the range in bytes
   * @param length of the range in bytes
   * @throws IpcException if the medium fails
   */
  void sync(long offset, long length) throws IpcException;

  /**
   * Tries to take the lock of the channel's name, under which ends join and leave and the stream ends. The lock is
   * released when its holder dies.
   *
   * @return whether this region object holds the lock now; false while another one does
   * @throws IpcException if the kernel refuses
   */
  boolean tryLock() throws IpcException;

  /**
   * Releases the lock that {@link #tryLock} took.
   *
   * @throws IpcException if the kernel refuses
   */
  void unlock() throws IpcException;

  /** {@return where threads sleep on words of this region} */
  Parker parker();

  /** {@return which of the processes that use this region are alive} */
  Liveness liveness();

  /**
   * Removes the name: no process can find the region after that; those that have it keep it. Repeating this changes
   * nothing. Only the creator's region object may call it. Does nothing if regions outlive their owners ({@link
   * RegionStore#adopt}).
   *
   * @throws IpcException if the kernel refuses
   */
  void unlink() throws IpcException;

  /**
   * Removes the name even if regions outlive their owners, when nothing needs to be left to the next owner. Repeating
   * this changes nothing. Only the region object that created or adopted the region may call it.
   *
   * @throws IpcException if the kernel refuses
   */
  default void discard() throws IpcException {
    unlink();
  }

  /**
   * Tells peers that do not share this memory, as they are elsewhere, that this end has left, and waits until they know.
   * Called once, after the end has left in the memory and before {@link #close}; until it returns, the end counts as open,
   * so that a process that ends in order waits for it.
   *
   * @throws IpcException if the peers do not learn of it
   */
  default void bidFarewell() throws IpcException {}

  /**
   * Wakes the threads parked on this region object, waits until they have left, releases the lock if
   * it is held, and unmaps the memory. Repeating it changes nothing.
   *
   * @throws IpcException if the kernel refuses
   */
  @Override
  void close() throws IpcException;
}
