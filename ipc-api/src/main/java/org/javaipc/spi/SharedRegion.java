package org.javaipc.spi;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;

/**
 * Memory that the ends of one channel share, mapped by one of them, with what belongs to it: the
 * name's lock, a place to sleep, and the knowledge of who is alive. Each end has a region object of
 * its own over the same memory.
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
   * {@return whether another user may write to the memory, and so cut its file short} Then neither handlers nor claims
   * get the memory itself.
   *
   * @throws IpcException if the kernel does not say
   */
  default boolean isExposed() throws IpcException {
    return false;
  }

  /**
   * {@return whether others can still find this region by its name; true for one that this end only found} Somebody may
   * have removed its file.
   *
   * @throws IpcException if the kernel does not say
   */
  default boolean isNamed() throws IpcException {
    return true;
  }

  /**
   * Reserves the backing store of a range, so that touching it can neither fail nor fault later.
   * Repeating it changes nothing.
   *
   * @param offset of the range in bytes
   * @param length of the range in bytes
   * @throws org.javaipc.ResourceLimitException if there is not enough memory or disk
   * @throws IpcException if the kernel refuses for another reason
   */
  void reserve(long offset, long length) throws IpcException;

  /**
   * Forces a range to the medium behind the memory, and returns when it is there. Does nothing where
   * there is none.
   *
   * @param offset of the range in bytes
   * @param length of the range in bytes
   * @throws IpcException if the medium fails
   */
  void sync(long offset, long length) throws IpcException;

  /**
   * Tries to take the lock of the channel's name, which decides about joining, leaving and the end
   * of the stream. It is dropped when its holder dies.
   *
   * @return whether this region object holds it now; false while another one does
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

  /** {@return who of the processes that use this region is alive} */
  Liveness liveness();

  /**
   * Takes the name away: nobody finds the region any more, those who have it keep it. Repeating it
   * changes nothing. Only the creator's region object may do it. Does nothing where regions outlive
   * their owners ({@link RegionStore#adopt}).
   *
   * @throws IpcException if the kernel refuses
   */
  void unlink() throws IpcException;

  /**
   * Takes the name away also where regions outlive their owners: there is nothing to leave to the next
   * one. Repeating it changes nothing. Only the region object that created or adopted it may do it.
   *
   * @throws IpcException if the kernel refuses
   */
  default void discard() throws IpcException {
    unlink();
  }

  /**
   * Wakes the threads parked on this region object, waits until they have left, releases the lock if
   * it is held, and unmaps the memory. Repeating it changes nothing.
   *
   * @throws IpcException if the kernel refuses
   */
  @Override
  void close() throws IpcException;
}
