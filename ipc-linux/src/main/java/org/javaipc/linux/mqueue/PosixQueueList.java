package org.javaipc.linux.mqueue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.javaipc.AccessPolicy;
import org.javaipc.IpcException;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.file.Trust;

/** The names of the POSIX queues, which the kernel shows only where its mqueue file system is mounted. */
public final class PosixQueueList {
  private static final String KIND = " - mqueue ";

  private PosixQueueList() {}

  /**
   * {@return the names of all queues of this IPC namespace, sorted; empty if nothing is mounted that
   * lists them ({@code mount -t mqueue none /dev/mqueue})}
   *
   * @throws IpcException if the list cannot be read
   */
  public static Optional<List<String>> read() throws IpcException {
    Optional<Path> mounted = mountPoint();
    if (mounted.isEmpty()) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(mounted.get())) {
      return Optional.of(files.map(file -> "/" + file.getFileName()).sorted().toList());
    } catch (IOException e) {
      throw new IpcException("cannot list the POSIX queues in " + mounted.get() + ": " + e, e);
    }
  }

  /**
   * {@return whether a queue is known to belong to an untrusted user} Asks the file system, since a user who may not
   * open a queue can still inspect its file.
   *
   * @param name of the queue, without a slash before it
   * @param policy of the address
   * @throws IpcException if the kernel refuses
   */
  public static boolean isStrangers(String name, AccessPolicy policy) throws IpcException {
    Optional<Path> mounted = mountPoint();
    return mounted.isPresent()
        && FileStatus.at(mounted.get().resolve(name).toString())
            .filter(queue -> !Trust.isTrusted(policy, queue))
            .isPresent();
  }

  /** The fifth field of a line in /proc/self/mountinfo is the mount point. */
  private static Optional<Path> mountPoint() throws IpcException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return lines
          .filter(line -> line.contains(KIND))
          .map(line -> Path.of(line.split(" ", -1)[4]))
          .filter(Files::isReadable)
          .findFirst();
    } catch (IOException e) {
      throw new IpcException("cannot read /proc/self/mountinfo: " + e, e);
    }
  }
}
