package org.javaipc.linux.semaphore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.IpcException;
import org.javaipc.linux.raw.ipc.Sem;
import org.javaipc.linux.raw.ipc.SystemV;

/** A group of operations that never waits, put together again each time. For one thread at a time. */
public final class SemaphoreBatch {
  private static final long NUMBER = Sem.SEMBUF.byteOffset(PathElement.groupElement("sem_num"));
  private static final long OPERATION = Sem.SEMBUF.byteOffset(PathElement.groupElement("sem_op"));
  private static final long FLAGS = Sem.SEMBUF.byteOffset(PathElement.groupElement("sem_flg"));

  private final MemorySegment buffers;
  private int size;

  /**
   * Makes an empty group.
   *
   * @param most operations that it has room for
   */
  public SemaphoreBatch(int most) {
    buffers = Arena.ofAuto().allocate(Sem.SEMBUF, most);
  }

  /** Empties it. */
  public void clear() {
    size = 0;
  }

  /**
   * Adds an operation.
   *
   * @param index of the semaphore
   * @param delta to add to it
   */
  public void add(int index, int delta) {
    long offset = size * Sem.SEMBUF.byteSize();
    buffers.set(ValueLayout.JAVA_SHORT, offset + NUMBER, (short) index);
    buffers.set(ValueLayout.JAVA_SHORT, offset + OPERATION, (short) delta);
    buffers.set(ValueLayout.JAVA_SHORT, offset + FLAGS, (short) SystemV.IPC_NOWAIT);
    size++;
  }

  /**
   * Does all of it, if that is possible.
   *
   * @param set whose semaphores are meant
   * @return whether it was done
   * @throws IpcException as {@link SemaphoreArray#tryPerform(SemaphoreGroup)} says
   */
  public boolean tryPerform(SemaphoreArray set) throws IpcException {
    return size == 0 || set.tryPerform(buffers.address(), size);
  }
}
