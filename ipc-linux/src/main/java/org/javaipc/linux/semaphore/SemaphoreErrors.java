package org.javaipc.linux.semaphore;

import java.util.List;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.sysv.SystemVObjects;

/** What the kernel means when it refuses something to a System V semaphore set. */
final class SemaphoreErrors {
  private SemaphoreErrors() {}

  /** {@return why a set could not be made} */
  static IpcException create(long returned, int key, int count) throws IpcException {
    String object = "semaphore set key=0x%08x count=%d".formatted(key, count);
    SemaphoreLimits limits = SemaphoreLimits.current();
    if (Errno.invalid(returned) && count > limits.perSet()) {
      return new ResourceLimitException(
          "%s: semget failed with EINVAL: a set has at most SEMMSL=%d semaphores; %s"
              .formatted(object, limits.perSet(), limits.cure()));
    }
    if (Errno.noSpace(returned)) {
      return new ResourceLimitException(
          "%s: semget failed with ENOSPC: there are SEMMNI=%d sets or SEMMNS=%d semaphores already; remove some (`ipcs -s`, `ipc sysv list -s`), or %s"
              .formatted(object, limits.sets(), limits.total(), limits.cure()));
    }
    return SystemErrors.of(returned, "semget", object);
  }

  /** {@return why a group of operations could not be done} */
  static IpcException operate(long returned, SemaphoreArray set, long operations, int size)
      throws IpcException {
    if (Errno.removed(returned)) {
      return SystemVObjects.gone("semop", set.toString(), returned);
    }
    if (Errno.outOfRange(returned)) {
      return outOfRange(set, SemaphoreGroup.read(operations, size));
    }
    if (Errno.tooLargeGroup(returned)) {
      SemaphoreLimits limits = SemaphoreLimits.current();
      return new ResourceLimitException(
          "%s: semop failed with E2BIG: a group has at most SEMOPM=%d operations, this one has %d; %s"
              .formatted(set, limits.perGroup(), size, limits.cure()));
    }
    return SystemErrors.of(returned, "semop", set.toString());
  }

  private static IpcException outOfRange(SemaphoreArray set, List<SemaphoreGroup.Step> steps)
      throws IpcException {
    for (SemaphoreGroup.Step step : steps) {
      int value = set.value(step.index());
      if (step.delta() > 0 && value + step.delta() > SemaphoreLimits.HIGHEST_VALUE) {
        return new ResourceLimitException(
            "%s: semop failed with ERANGE: index=%d value=%d delta=%d would be over SEMVMX=%d, a fixed limit; take some first, or count with several semaphores"
                .formatted(set, step.index(), value, step.delta(), SemaphoreLimits.HIGHEST_VALUE));
      }
    }
    return new ResourceLimitException(
        "%s: semop failed with ERANGE: a value would be over SEMVMX=%d, or this process would have more than SEMAEM=%d to undo of a semaphore at its end, a fixed limit; do and take back operations with undo in pairs"
            .formatted(set, SemaphoreLimits.HIGHEST_VALUE, SemaphoreLimits.HIGHEST_VALUE));
  }
}
