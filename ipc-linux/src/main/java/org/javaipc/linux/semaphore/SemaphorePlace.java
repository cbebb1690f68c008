package org.javaipc.linux.semaphore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.javaipc.AccessRefusedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.IpcNamespace;

/**
 * The file by which a semaphore set of a live owner is found. It records the set's key before the set is created, so a
 * set whose owner was killed at any instant can be found and removed.
 *
 * <pre>
 * +----+-----------------+
 * |  0 | magic           |
 * |  8 | owner's slot    |
 * | 16 | IPC namespace   |
 * | 24 | key             |
 * | 32 | count           |
 * | 40 | id              |
 * | 48 | state           |
 * +----+-----------------+
 * | 64 | sleep word      |
 * +----+-----------------+
 * </pre>
 */
public final class SemaphorePlace {
  /** {@code JAVAIPCS} in memory. */
  public static final long MAGIC = 0x5343_5049_4156_414aL;

  public static final long LENGTH = 4096;
  static final long SLEEP_OFFSET = 64;

  /** The set is not there yet. */
  static final int MAKING = 0;

  /** The set can be used. */
  public static final int READY = 1;

  /** The owner has closed it. */
  static final int CLOSED = 2;

  private static final long MAGIC_OFFSET = 0;
  private static final long OWNER_OFFSET = MAGIC_OFFSET + Long.BYTES;
  private static final long NAMESPACE_OFFSET = OWNER_OFFSET + Long.BYTES;
  private static final long KEY_OFFSET = NAMESPACE_OFFSET + Long.BYTES;
  private static final long COUNT_OFFSET = KEY_OFFSET + Long.BYTES;
  private static final long ID_OFFSET = COUNT_OFFSET + Long.BYTES;
  private static final long STATE_OFFSET = ID_OFFSET + Long.BYTES;
  private static final long HEADER = STATE_OFFSET + Long.BYTES;

  private static final long UNKNOWN = -1;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final VarHandle STATE = ValueLayout.JAVA_INT.varHandle();

  private SemaphorePlace() {}

  /** Writes a new file, of a set that is about to be made. */
  public static void initialize(
      MemorySegment file, long owner, long namespace, int count, int key) {
    file.set(LONG, OWNER_OFFSET, owner);
    file.set(LONG, NAMESPACE_OFFSET, namespace);
    file.set(LONG, COUNT_OFFSET, count);
    rekey(file, key);
    file.set(LONG, MAGIC_OFFSET, MAGIC);
  }

  /** Says that the set will have another key. */
  public static void rekey(MemorySegment file, int key) {
    file.set(LONG, ID_OFFSET, UNKNOWN);
    file.set(LONG, KEY_OFFSET, key);
  }

  /** Says that the set is there. */
  public static void ready(MemorySegment file, int id) {
    file.set(LONG, ID_OFFSET, id);
    STATE.setVolatile(file, STATE_OFFSET, READY);
  }

  /** Says that the owner closes it. */
  static void closed(MemorySegment file) {
    STATE.setVolatile(file, STATE_OFFSET, CLOSED);
  }

  public static int state(MemorySegment file) {
    return (int) STATE.getVolatile(file, STATE_OFFSET);
  }

  /** {@return the owner's slot in a copy of the file's beginning; 0 if that is too short} */
  public static long owner(MemorySegment header) {
    return header.byteSize() < NAMESPACE_OFFSET ? 0 : header.get(LONG, OWNER_OFFSET);
  }

  /** {@return the id that the owner has written} */
  public static int id(MemorySegment file, int count, String name) throws CorruptChannelException {
    long id = file.get(LONG, ID_OFFSET);
    long said = file.get(LONG, COUNT_OFFSET);
    if (id < 0 || id > Integer.MAX_VALUE || said != count) {
      throw new CorruptChannelException(
          "%s: does not describe a semaphore set: id=%d count=%d".formatted(name, id, said));
    }
    return (int) id;
  }

  /** Refuses a file that is too short to be a place. */
  public static void requireWhole(MemorySegment file, String name) throws CorruptChannelException {
    if (file.byteSize() < LENGTH) {
      throw new CorruptChannelException(
          "%s: does not describe a semaphore set: size=%d, and it takes %d bytes"
              .formatted(name, file.byteSize(), LENGTH));
    }
  }

  /** {@return the IPC namespace in which the id and the key mean something} */
  public static long namespace(MemorySegment file) {
    return file.get(LONG, NAMESPACE_OFFSET);
  }

  /**
   * Removes the semaphore set of a dead owner, if a file records one. A set that another process has created under the
   * key meanwhile is left alone. So is a set of another user: the kernel lets only that user remove it, and that must
   * not keep the name taken.
   *
   * @param file of the dead owner, of any kind
   */
  public static void removeSet(Descriptor file) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocate(HEADER, Long.BYTES);
      if (file.read(header, 0) < HEADER
          || header.get(LONG, MAGIC_OFFSET) != MAGIC
          || namespace(header) != IpcNamespace.current()) {
        return;
      }
      SemaphoreArray set = SemaphoreArray.open((int) header.get(LONG, KEY_OFFSET));
      long id = header.get(LONG, ID_OFFSET);
      boolean same = id == UNKNOWN ? !set.isOperated() : set.id() == id;
      if (same && set.count() == header.get(LONG, COUNT_OFFSET)) {
        set.remove();
      }
    } catch (NoSuchObjectException e) {
      // The owner was killed before it made the set, or after it had removed it.
    } catch (AccessRefusedException e) {
      // Another user's.
    }
  }
}
