package org.javaipc.shm;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.linux.semaphore.SemaphoreArray;
import org.javaipc.linux.semaphore.SemaphoreGroup;

/**
 * A System V semaphore set: counters in the kernel, and groups of operations on them that are performed atomically or
 * not at all. No process owns a set: it exists until it is {@linkplain #remove removed} or the machine is restarted,
 * and there is nothing to close.
 *
 * <pre>{@code
 * SystemVSemaphoreSet set = SystemVSemaphoreSet.openOrCreate(0x4a49, 0600, 1, 0);
 * SystemVSemaphoreSet.Group enter = set.group(take(0, 1).withUndo());
 * SystemVSemaphoreSet.Group leave = set.group(add(0, 1).withUndo());
 * enter.perform();
 * try {
 *   // one process at a time, even after another was killed in here
 * } finally {
 *   leave.perform();
 * }
 * }</pre>
 *
 * <p>A platform thread waits in the kernel, in slices of 100 ms, and notices an interrupt after the current slice. A
 * virtual thread polls with pauses of up to 2 ms, and does not hold its carrier; the kernel does not count it as a
 * waiter. The order in which waiters proceed is not specified, because a thread that waits in
 * slices keeps no place in the kernel's queue.
 *
 * <p>An operation with {@linkplain SemaphoreOperation#withUndo undo} belongs to the process, that is, to the whole JVM,
 * and not to a thread. Setting a value discards what was to be undone for that semaphore, in every process.
 *
 * <p>All methods may be called from any thread. Each throws {@link NoSuchObjectException} once the set is removed, even
 * while it waits, and {@link org.javaipc.AccessRefusedException} if the set's mode denies access to this user.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sysvipc.7.html">sysvipc(7)</a>
 */
public final class SystemVSemaphoreSet {
  private static final long FOREVER = Long.MAX_VALUE;
  private static final Duration MAKING = Duration.ofSeconds(10);

  private final SemaphoreArray array;

  private SystemVSemaphoreSet(SemaphoreArray array) {
    this.array = array;
  }

  /**
   * Creates a set under an unused key.
   *
   * @param key not 0
   * @param mode permission bits, such as 0600; the umask has no effect
   * @param values initial values of the semaphores, 0 to 32767 each
   * @return the set
   * @throws ObjectExistsException if a set has the key
   * @throws org.javaipc.ResourceLimitException if a limit of sets or semaphores is reached; the message names the
   *     limit, and says how to raise it
   * @throws IpcException if the kernel refuses
   * @throws IllegalArgumentException if there is no value, if a value is out of range, or if the key is 0
   */
  public static SystemVSemaphoreSet create(int key, int mode, int... values) throws IpcException {
    checkKey(key);
    return make(key, mode, values)
        .orElseThrow(() ->
            new ObjectExistsException(
                "semaphore set key=0x%08x: semget failed with EEXIST: a set has that key; open it, or remove it (`ipcrm -S 0x%08x`)"
                    .formatted(key, key),
                "EEXIST"));
  }

  /**
   * Creates a set without a key, for processes that are given its {@link #id}.
   *
   * @param mode permission bits, such as 0600
   * @param values of the semaphores, 0 to 32767 each
   * @return the set
   * @throws org.javaipc.ResourceLimitException as {@link #create} says
   * @throws IpcException if the kernel refuses
   * @throws IllegalArgumentException if there is no value, or one is out of range
   */
  public static SystemVSemaphoreSet createPrivate(int mode, int... values) throws IpcException {
    return make(SemaphoreArray.NO_KEY, mode, values).orElseThrow();
  }

  /**
   * Opens the set with a key, which must have been created and initialised.
   *
   * @param key not 0
   * @return the set
   * @throws NoSuchObjectException if no set has the key
   * @throws IpcException if the kernel refuses
   * @throws IllegalArgumentException if the key is 0
   */
  public static SystemVSemaphoreSet open(int key) throws IpcException {
    checkKey(key);
    return new SystemVSemaphoreSet(SemaphoreArray.open(key));
  }

  /**
   * Opens the set with an id.
   *
   * @param id of the set in this IPC namespace
   * @return the set
   * @throws NoSuchObjectException if no set has the id
   * @throws IpcException if the kernel refuses
   */
  public static SystemVSemaphoreSet ofId(int id) throws IpcException {
    return new SystemVSemaphoreSet(SemaphoreArray.ofId(id));
  }

  /**
   * Opens the set with a key, or creates it. If several processes do so at once, exactly one creates and initialises
   * it, and the others wait until it has. They recognise that by the time of the last operation: the creator finishes
   * with an operation, as C programs do too.
   *
   * @param key not 0
   * @param mode permission bits of a new set
   * @param values of a new set; an existing set must have the same number of semaphores
   * @return the set, initialised
   * @throws ObjectExistsException if a set has the key and a different number of semaphores
   * @throws IpcException if the set's creator does not initialise it within 10 s; otherwise as {@link #create} says
   * @throws InterruptedException if the thread is interrupted while it waits for the creator
   * @throws IllegalArgumentException as {@link #create} says
   */
  public static SystemVSemaphoreSet openOrCreate(int key, int mode, int... values)
      throws IpcException, InterruptedException {
    return openOrCreate(MAKING, key, mode, values);
  }

  /** Does the same, waiting at most {@code making} for the creator. */
  static SystemVSemaphoreSet openOrCreate(Duration making, int key, int mode, int... values)
      throws IpcException, InterruptedException {
    checkKey(key);
    long deadline = System.nanoTime() + making.toNanos();
    while (true) {
      Optional<SystemVSemaphoreSet> made = make(key, mode, values);
      if (made.isPresent()) {
        return made.get();
      }
      try {
        SemaphoreArray found = SemaphoreArray.open(key);
        if (awaitInitialised(found, values.length, deadline, making)) {
          return new SystemVSemaphoreSet(found);
        }
      } catch (NoSuchObjectException e) {
        Thread.onSpinWait(); // it was removed meanwhile: create a new one
      }
    }
  }

  private static boolean awaitInitialised(
      SemaphoreArray found, int count, long deadline, Duration making)
      throws IpcException, InterruptedException {
    if (found.count() != count) {
      throw new ObjectExistsException(
          "%s: has count=%d, but count=%d was requested; use another key, or remove it (`ipcrm -s %d`)"
              .formatted(found, found.count(), count, found.id()),
          "EEXIST");
    }
    while (!found.isOperated()) {
      if (System.nanoTime() - deadline >= 0) {
        throw new IpcException(
            "%s: its creator has not initialized it within %s: it died, or does not finish with an operation; use open(key), or remove it (`ipcrm -s %d`)"
                .formatted(found, making, found.id()));
      }
      Thread.sleep(1);
    }
    return true;
  }

  private static Optional<SystemVSemaphoreSet> make(int key, int mode, int... values)
      throws IpcException {
    if (values.length == 0 || mode < 0 || mode > 0777) {
      throw new IllegalArgumentException(
          "values.length=%d must be over 0, and mode=0%o within 0 to 0777"
              .formatted(values.length, mode));
    }
    SemaphoreArray.checkValues(values);
    Optional<SemaphoreArray> made = SemaphoreArray.create(key, values.length, mode);
    if (made.isPresent()) {
      initialise(made.get(), values);
    }
    return made.map(SystemVSemaphoreSet::new);
  }

  /** Sets the values, and then performs an operation that changes none: its time shows that the set is initialised. */
  private static void initialise(SemaphoreArray array, int... values) throws IpcException {
    array.setAll(values);
    int first = values[0] > 0 ? -1 : 1;
    array.tryPerform(
        new SemaphoreGroup(
            List.of(
                new SemaphoreGroup.Step(0, first, false),
                new SemaphoreGroup.Step(0, -first, false))));
  }

  private static void checkKey(int key) {
    if (key == SemaphoreArray.NO_KEY) {
      throw new IllegalArgumentException("key=0 is IPC_PRIVATE, which finds nothing");
    }
  }

  /** {@return the number that the kernel gave the set} */
  public int id() {
    return array.id();
  }

  /** {@return how many semaphores there are} */
  public int count() {
    return array.count();
  }

  /**
   * {@return the value of a semaphore, 0 to 32767}
   *
   * @param index of the semaphore
   * @throws IpcException if the set is removed or the kernel refuses
   * @throws IllegalArgumentException if there is no such semaphore
   */
  public int value(int index) throws IpcException {
    return array.value(index);
  }

  /**
   * {@return all values, read at one instant}
   *
   * @throws IpcException if the set is removed or the kernel refuses
   */
  public int[] values() throws IpcException {
    return array.values();
  }

  /**
   * Sets the value of a semaphore, even while threads wait for it.
   *
   * @param index of the semaphore
   * @param value 0 to 32767
   * @throws IpcException if the set is removed or the kernel refuses
   * @throws IllegalArgumentException if there is no such semaphore, or the value is out of range
   */
  public void set(int index, int value) throws IpcException {
    array.set(index, value);
  }

  /**
   * Sets all values at one instant.
   *
   * @param values one for each semaphore, 0 to 32767
   * @throws IpcException if the set is removed or the kernel refuses
   * @throws IllegalArgumentException if the number of values differs from that of the semaphores, or one is out of
   *     range
   */
  public void setAll(int... values) throws IpcException {
    array.setAll(values);
  }

  /**
   * {@return the process id of the last process that changed a semaphore; 0 if none did, or if it is in another pid
   * namespace}
   *
   * @param index of the semaphore
   * @throws IpcException if the set is removed or the kernel refuses
   */
  public int lastPid(int index) throws IpcException {
    return array.lastPid(index);
  }

  /**
   * {@return how many platform threads, of all processes, wait for a semaphore to grow}
   *
   * @param index of the semaphore
   * @throws IpcException if the set is removed or the kernel refuses
   */
  public int waitingForMore(int index) throws IpcException {
    return array.waitingForMore(index);
  }

  /**
   * {@return how many platform threads, of all processes, wait for a semaphore to be 0}
   *
   * @param index of the semaphore
   * @throws IpcException if the set is removed or the kernel refuses
   */
  public int waitingForZero(int index) throws IpcException {
    return array.waitingForZero(index);
  }

  /**
   * {@return a group of operations, performed in this order, atomically or not at all} They are laid out once, so
   * performing them allocates nothing.
   *
   * @param operations at least one
   * @throws IllegalArgumentException if there is no operation, if there is no such semaphore, or if a delta is out of
   *     range
   */
  public Group group(SemaphoreOperation... operations) {
    for (SemaphoreOperation operation : operations) {
      array.checkIndex(operation.index());
    }
    return new Group(
        new SemaphoreGroup(
            Arrays.stream(operations)
                .map(o -> new SemaphoreGroup.Step(o.index(), o.delta(), o.undo()))
                .toList()));
  }

  /**
   * Removes the set at once, even while it is in use; its users all get {@link NoSuchObjectException}.
   *
   * @throws NoSuchObjectException if it is removed already
   * @throws org.javaipc.AccessRefusedException if it belongs to another user
   * @throws IpcException if the kernel refuses
   */
  public void remove() throws IpcException {
    array.remove();
  }

  @Override
  public String toString() {
    return array.toString();
  }

  /**
   * Operations on this set that are performed atomically or not at all. Any number of threads may perform a group at
   * once.
   *
   * <p>Each method throws {@link org.javaipc.ResourceLimitException}, and changes nothing, if a value would exceed
   * 32767 (SEMVMX), if this process would have more than that to undo, or if there are more operations than the kernel
   * allows in a group (SEMOPM).
   */
  public final class Group {
    private final SemaphoreGroup group;

    private Group(SemaphoreGroup group) {
      this.group = group;
    }

    /**
     * Performs the operations if that is possible without waiting.
     *
     * @return whether they were performed; false if that would have meant waiting
     * @throws IpcException if the set is removed, a limit is reached, or the kernel refuses
     */
    public boolean tryPerform() throws IpcException {
      return array.tryPerform(group);
    }

    /**
     * Performs the operations, waiting until that is possible.
     *
     * @throws IpcException if the set is removed, even during the call, a limit is reached, or the
     *     kernel refuses
     * @throws InterruptedException if the thread is interrupted; nothing was changed
     */
    public void perform() throws IpcException, InterruptedException {
      while (!array.perform(group, FOREVER)) {
        Thread.onSpinWait(); // three centuries are over
      }
    }

    /**
     * Performs the operations, waiting until that is possible.
     *
     * @param timeout longest time to wait; zero or less does not wait
     * @return whether they were performed; false if the timeout elapsed
     * @throws IpcException as {@link #perform()} says
     * @throws InterruptedException if the thread is interrupted; nothing was changed
     */
    public boolean perform(Duration timeout) throws IpcException, InterruptedException {
      return array.perform(group, TimeUnit.NANOSECONDS.convert(timeout));
    }
  }
}
