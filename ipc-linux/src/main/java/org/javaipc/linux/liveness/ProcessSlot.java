package org.javaipc.linux.liveness;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.javaipc.IpcException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.RandomNumber;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.lock.LockByte;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Stat;
import org.jspecify.annotations.Nullable;

/**
 * The slot of this process in a runtime directory: two descriptors that only the end of the process
 * closes.
 *
 * <pre>
 *   .proc-SLOT.lock   its owner's lock is held; says who the process is
 *   .proc-SLOT.fifo   its write end is kept; a reader sees it hang up
 * </pre>
 *
 * <p>The lock file appears first, already locked, and is removed last. So a process that is killed at any instant
 * leaves an unlocked lock file behind, by which {@link #removeDead} finds both. An
 * orderly exit removes them after all shutdown hooks, in which the process may still use channels.
 *
 * @param number of the slot, not 0
 * @param lock descriptor of the lock file
 * @param writeEnd of the FIFO
 * @param former slot whose files were removed, kept for its descriptors
 */
public record ProcessSlot(
    long number, Descriptor lock, Descriptor writeEnd, @Nullable ProcessSlot former) {
  /** What the names of the files of processes begin with. */
  static final String PREFIX = ".proc-";

  private static final String LOCK = ".lock";
  private static final String FIFO = ".fifo";

  /** Created by ends that have to learn of changes of membership; removed with the slot. */
  private static final String BELL = ".bell";

  private static final int LONGEST_LINE = 256;

  /** Takes a new slot for this process. */
  public static ProcessSlot take(RuntimeDirectory directory) throws IpcException {
    FileAccess access = FileAccess.ofMembers(directory.writingGroup());
    try (UnpublishedFile hidden = UnpublishedFile.create(directory, PREFIX + "*" + LOCK, access)) {
      write(hidden.file(), ProcessIdentity.current().line());
      long number = RandomNumber.next();
      while (!hidden.publish(lockName(number))) {
        number = RandomNumber.next();
      }
      var _ = isRemovedAtExit(directory, lockName(number));
      Descriptor lock = hidden.file().tieToLoader();
      return new ProcessSlot(number, lock, fifo(directory, fifoName(number), access), null);
    }
  }

  /**
   * {@return this slot with a lock file, which may have been removed} It keeps the number by which others know this
   * process. What the JVM itself has removed at its exit stays away.
   */
  ProcessSlot withLock(RuntimeDirectory directory) throws IpcException {
    return FileStatus.of(lock).hasName() || !isRemovedAtExit(directory, lockName(number))
        ? this
        : new ProcessSlot(number, lockAgain(directory), writeEnd, this);
  }

  /**
   * {@return this slot with a FIFO} The old one stays open: its watchers would take its hang-up for a death.
   */
  ProcessSlot withFifo(RuntimeDirectory directory) throws IpcException {
    if (FileStatus.of(writeEnd).hasName() || !isRemovedAtExit(directory, fifoName(number))) {
      return this;
    }
    directory.unlink(fifoName(number)); // of a try that failed
    Descriptor again =
        fifo(directory, fifoName(number), FileAccess.ofMembers(directory.writingGroup()));
    return new ProcessSlot(number, lock, again, this);
  }

  private Descriptor lockAgain(RuntimeDirectory directory) throws IpcException {
    FileAccess access = FileAccess.ofMembers(directory.writingGroup());
    try (UnpublishedFile hidden = UnpublishedFile.create(directory, PREFIX + "*" + LOCK, access)) {
      write(hidden.file(), ProcessIdentity.current().line());
      if (!hidden.publish(lockName(number))) {
        throw new IpcException(
            directory.pathOf(lockName(number))
                + ": another user or process has created this process's file; remove it");
      }
      return hidden.file().tieToLoader();
    }
  }

  /**
   * Removes what dead processes left in the directory, as far as this user may.
   *
   * @return the names of the lock files and unfinished files that were removed
   */
  public static List<String> removeDead(RuntimeDirectory directory) {
    return directory.names().stream().filter(name -> isRemoved(directory, name)).sorted().toList();
  }

  private static boolean isRemoved(RuntimeDirectory directory, String name) {
    try {
      if (name.startsWith(PREFIX) && name.endsWith(LOCK)) {
        return remove(directory, name.substring(0, name.length() - LOCK.length()));
      }
      return name.startsWith(UnpublishedFile.PREFIX) && StaleFile.removeUnfinished(directory, name);
    } catch (IpcException e) {
      return false; // Another user's, or the kernel is short of something: the next one tries
      // again.
    }
  }

  /** Removes the files of a process that has died, if this user may. */
  public static void remove(RuntimeDirectory directory, long number) {
    try {
      remove(directory, baseName(number));
    } catch (IpcException e) {
      // the next process that takes a slot tries again
    }
  }

  /** {@return the name of a slot's FIFO} */
  static String fifoName(long number) {
    return baseName(number) + FIFO;
  }

  /** {@return whether the process of a slot holds its lock} */
  static boolean isLocked(RuntimeDirectory directory, long number) throws IpcException {
    int fd = directory.openFile(lockName(number), Fcntl.O_RDONLY);
    if (Errno.missing(fd)) {
      return false;
    }
    String path = directory.pathOf(lockName(number));
    try (Descriptor file = new Descriptor(directory.checkOpened(fd, lockName(number)), path)) {
      return LockByte.OWNER.of(file).isHeldElsewhere();
    }
  }

  /** {@return the identity recorded in a slot} */
  static ProcessIdentity identity(RuntimeDirectory directory, long number) throws IpcException {
    String path = directory.pathOf(lockName(number));
    int fd = directory.openFile(lockName(number), Fcntl.O_RDONLY);
    try (Descriptor file = new Descriptor(directory.checkOpened(fd, lockName(number)), path);
        Arena arena = Arena.ofConfined()) {
      MemorySegment line = arena.allocate(LONGEST_LINE);
      byte[] bytes = line.asSlice(0, file.read(line, 0)).toArray(ValueLayout.JAVA_BYTE);
      return ProcessIdentity.parse(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /** {@return the identity recorded in a slot, for messages; its process may have ended at any time} */
  static String describe(RuntimeDirectory directory, long number) {
    try {
      return identity(directory, number).describe();
    } catch (IpcException e) {
      return "a process that has gone";
    }
  }

  /** {@return the process id that a slot says it has; 0 if it is unknown} */
  public static long pid(RuntimeDirectory directory, long number) {
    try {
      return number == 0 ? 0 : identity(directory, number).pid();
    } catch (IpcException e) {
      return 0;
    }
  }

  private static boolean remove(RuntimeDirectory directory, String base) throws IpcException {
    int fd = directory.openFile(base + LOCK, Fcntl.O_RDWR);
    if (Errno.missing(fd)) {
      return false;
    }
    String path = directory.pathOf(base + LOCK);
    try (Descriptor file = new Descriptor((int) SystemErrors.check(fd, "open", path), path)) {
      if (LockByte.OWNER.of(file).isHeldElsewhere()) {
        return false;
      }
      directory.unlink(base + BELL);
      directory.unlink(base + FIFO); // a number is never used again, so this is the dead one's
      return StaleFile.remove(directory, base + LOCK, file);
    }
  }

  private static Descriptor fifo(RuntimeDirectory directory, String name, FileAccess access)
      throws IpcException {
    String path = directory.pathOf(name);
    try (Arena arena = Arena.ofConfined()) {
      SystemErrors.check(
          Stat.mkfifoat(directory.descriptor().fd(), CString.of(arena, name), access.mode()),
          "mkfifo",
          path);
    }
    var _ = isRemovedAtExit(directory, name);
    // Open for both, a FIFO never waits; and then there is a reader, so that the write end opens.
    try (Descriptor both = open(directory, name, path, Fcntl.O_RDWR)) {
      access.applyTo(both);
      return open(directory, name, path, Fcntl.O_WRONLY).tieToLoader();
    }
  }

  private static Descriptor open(RuntimeDirectory directory, String name, String path, int flags)
      throws IpcException {
    int fd = directory.openFile(name, flags);
    return new Descriptor((int) SystemErrors.check(fd, "open", path), path);
  }

  /**
   * {@return whether the JVM will remove a file after all shutdown hooks, the file that was named last first} If it is
   * past them, the next process removes the file.
   */
  private static boolean isRemovedAtExit(RuntimeDirectory directory, String name) {
    try {
      new File(directory.path().toFile(), name).deleteOnExit();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static void write(Descriptor file, String line) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      MemorySegment buffer = arena.allocate(bytes.length);
      buffer.copyFrom(MemorySegment.ofArray(bytes));
      file.write(buffer, 0);
    }
  }

  private static String baseName(long number) {
    return PREFIX + HexFormat.of().toHexDigits(number);
  }

  private static String lockName(long number) {
    return baseName(number) + LOCK;
  }
}
