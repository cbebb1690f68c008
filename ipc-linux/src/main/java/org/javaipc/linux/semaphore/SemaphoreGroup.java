package org.javaipc.linux.semaphore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.javaipc.linux.raw.ipc.Sem;
import org.javaipc.linux.raw.ipc.SystemV;

/** Operations on semaphores of one set that happen all at once or not at all, laid out once. */
public final class SemaphoreGroup {
  private static final long NUMBER = offset("sem_num");
  private static final long OPERATION = offset("sem_op");
  private static final long FLAGS = offset("sem_flg");
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;

  private final int size;
  private final MemorySegment waiting;
  private final MemorySegment notWaiting;

  /**
   * One operation.
   *
   * @param index of the semaphore
   * @param delta to add to it; below 0 it waits until the value suffices; 0 waits until the value is 0
   * @param undo whether the kernel takes it back when this process ends
   */
  public record Step(int index, int delta, boolean undo) {}

  /**
   * Lays out a group.
   *
   * @param steps at least one
   * @throws IllegalArgumentException if there is none, or a delta can be right for no semaphore
   */
  public SemaphoreGroup(List<Step> steps) {
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a group needs at least one operation");
    }
    this.size = steps.size();
    this.waiting = layOut(steps, 0);
    this.notWaiting = layOut(steps, SystemV.IPC_NOWAIT);
  }

  private static MemorySegment layOut(List<Step> steps, int flags) {
    MemorySegment buffers = Arena.ofAuto().allocate(Sem.SEMBUF, steps.size());
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (Math.abs((long) step.delta) > SemaphoreLimits.HIGHEST_VALUE) {
        throw new IllegalArgumentException(
            "delta=" + step.delta + " is not within -32767 to 32767 (SEMVMX)");
      }
      MemorySegment buffer = buffers.asSlice(i * Sem.SEMBUF.byteSize(), Sem.SEMBUF);
      buffer.set(SHORT, NUMBER, (short) step.index);
      buffer.set(SHORT, OPERATION, (short) step.delta);
      buffer.set(SHORT, FLAGS, (short) (flags | (step.undo ? Sem.SEM_UNDO : 0)));
    }
    return buffers;
  }

  /** {@return operations as the kernel takes them, for messages} */
  static List<Step> read(long address, int size) {
    MemorySegment buffers =
        MemorySegment.ofAddress(address).reinterpret(size * Sem.SEMBUF.byteSize());
    return buffers.elements(Sem.SEMBUF).map(SemaphoreGroup::step).toList();
  }

  private static Step step(MemorySegment buffer) {
    return new Step(
        Short.toUnsignedInt(buffer.get(SHORT, NUMBER)),
        buffer.get(SHORT, OPERATION),
        (buffer.get(SHORT, FLAGS) & Sem.SEM_UNDO) != 0);
  }

  /** {@return the address of the operations as the kernel takes them} */
  long address(boolean wait) {
    return (wait ? waiting : notWaiting).address();
  }

  int size() {
    return size;
  }

  private static long offset(String field) {
    return Sem.SEMBUF.byteOffset(PathElement.groupElement(field));
  }
}
