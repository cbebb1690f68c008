package org.javaipc.linux.sysv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.ObjectExistsException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;

/**
 * Explains the errors of shmget, which returns EINVAL for a size of 0, for one over the limit, and for one over that of
 * the segment with the key.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/shmget.2.html">shmget(2)</a>
 */
public final class SystemVErrors {
  private SystemVErrors() {}

  /** Checks the result of shmget. */
  static int checkGet(int returned, int key, long size) throws IpcException {
    if (!Errno.failed(returned)) {
      return returned;
    }
    if (Errno.invalid(returned)) {
      throw invalid(key, size);
    }
    throw failed(returned, key, size, name(key));
  }

  /**
   * Checks the result of shmget for a segment without a key.
   *
   * @param returned by the call
   * @param size the requested size in bytes
   * @param object its name, for the message
   * @return the id
   * @throws IpcException if the call failed
   */
  public static int checkNew(int returned, long size, String object) throws IpcException {
    if (Errno.invalid(returned)) {
      throw tooLarge(size, object);
    }
    if (Errno.failed(returned)) {
      throw failed(returned, 0, size, object);
    }
    return returned;
  }

  private static IpcException failed(int returned, int key, long size, String object)
      throws IpcException {
    return SystemErrors.of(returned, "shmget", object + " size=" + size, cure(returned, key));
  }

  /** {@return how a segment is called} */
  static String name(int key) {
    return key == 0 ? "shm" : "shm key=0x%08x".formatted(key);
  }

  /** {@return how a segment is called} */
  static String named(int id) {
    return "shm id=" + id;
  }

  private static IpcException invalid(int key, long size) throws IpcException {
    Optional<SystemVObject> existing = existing(key);
    if (existing.isPresent() && existing.get() instanceof SystemVObject.Segment segment) {
      return new ObjectExistsException(
          "%s: shmget failed with EINVAL: the segment that has the key has size=%d, less than size=%d; ask for its size, or use another key"
              .formatted(name(key), segment.size(), size),
          "EINVAL");
    }
    return tooLarge(size, name(key));
  }

  private static IpcException tooLarge(long size, String object) {
    return new ResourceLimitException(
        "%s size=%d: shmget failed with EINVAL: over the largest segment, kernel.shmmax=%s; raise it with sysctl, or use a smaller size"
            .formatted(object, size, limit("shmmax")));
  }

  private static String cure(int returned, int key) throws IpcException {
    return switch (-returned) {
      case Errno.ENOSPC ->
          "the IPC namespace has reached its limit of segments or of their memory,"
              + " kernel.shmmni="
              + limit("shmmni")
              + " segments and kernel.shmall="
              + limit("shmall")
              + " pages; remove some (`ipcs -m`, `ipcrm`), or raise them with sysctl";
      case Errno.EEXIST -> "a segment has that key; open it, or use another key";
      case Errno.ENOENT -> "no segment has that key in this IPC namespace";
      case Errno.EACCES -> "its mode denies access to this user" + owner(key);
      default -> SystemErrors.cureOf(returned);
    };
  }

  private static String owner(int key) throws IpcException {
    return existing(key)
        .map(segment -> segment.identity())
        .map(it -> "; it belongs to uid=%d and has mode=0%o".formatted(it.uid(), it.mode()))
        .orElse("");
  }

  private static Optional<SystemVObject> existing(int key) throws IpcException {
    return key == 0 ? Optional.empty() : SystemVObjects.findKey(SystemVKind.SEGMENT, key);
  }

  /** {@return a limit of System V shared memory, for messages} */
  private static String limit(String name) {
    try {
      // Such a file is read with one call: from anywhere but its start the kernel gives nothing.
      return Files.readAllLines(Path.of("/proc/sys/kernel", name)).getFirst().strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
