package org.javaipc.linux.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.spi.NativeText;

/**
 * The names of POSIX shared memory: on Linux {@code /name} is the file {@code /dev/shm/name}, for every C
 * library. Any thread may call it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/shm_overview.7.html">shm_overview(7)</a>
 */
public final class PosixNames {
  /** The directory of the files. */
  static final String DIRECTORY = "/dev/shm";

  private static final int LONGEST = 255;

  /** Prefix of the files of POSIX semaphores, which are in the same directory. */
  private static final String SEMAPHORE = "sem.";

  private PosixNames() {}

  /**
   * {@return a name without its leading slash}
   *
   * @param name such as {@code /orders} or {@code orders}
   * @throws IllegalArgumentException if it is empty, longer than 255 bytes, {@code .}, {@code ..}, or
   *     has a slash elsewhere
   */
  public static String plain(String name) {
    String plain = name.startsWith("/") ? name.substring(1) : name;
    if (plain.isEmpty()
        || plain.contains("/")
        || plain.indexOf('\0') >= 0
        || plain.equals(".")
        || plain.equals("..")
        || plain.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      throw new IllegalArgumentException(
          "name=%s is not /NAME, of 1 to 255 bytes without another slash (shm_open: EINVAL)"
              .formatted(name));
    }
    return plain;
  }

  /** {@return the file of a name} */
  static Path path(String name) {
    return Path.of(DIRECTORY, plain(name));
  }

  /** Gives an open file its name. */
  static void link(int fd, String path) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      int returned =
          Unistd.linkat(
              Fcntl.AT_FDCWD,
              CString.of(arena, "/proc/self/fd/" + fd),
              Fcntl.AT_FDCWD,
              CString.of(arena, path),
              Fcntl.AT_SYMLINK_FOLLOW);
      SystemErrors.check(returned, "link", path);
    }
  }

  /**
   * Removes a name. The memory stays until all processes have unmapped and closed it.
   *
   * @param name as {@link #plain} accepts it
   * @throws NoSuchObjectException if nothing has that name
   * @throws AccessRefusedException if it belongs to another user
   * @throws IpcException if it cannot be removed
   */
  public static void unlink(String name) throws IpcException {
    NativeAccess.require();
    String path = path(name).toString();
    try (Arena arena = Arena.ofConfined()) {
      SystemErrors.check(
          Unistd.unlinkat(Fcntl.AT_FDCWD, CString.of(arena, path), 0), "shm_unlink", path);
    }
  }

  /**
   * {@return the objects of all users, sorted by name} Semaphores, directories and links in /dev/shm are left out.
   *
   * @throws IpcException if /dev/shm cannot be read
   */
  public static List<PosixObject> list() throws IpcException {
    NativeAccess.require();
    List<String> names;
    try (Stream<Path> files = Files.list(Path.of(DIRECTORY))) {
      names = files.map(file -> NativeText.fileName(file)).sorted().toList();
    } catch (IOException e) {
      throw new IpcException(DIRECTORY + ": cannot be listed: " + e, e);
    }
    List<PosixObject> objects = new ArrayList<>();
    int fd = Descriptor.open(Fcntl.AT_FDCWD, DIRECTORY, Fcntl.O_PATH | Fcntl.O_DIRECTORY, 0);
    SystemErrors.check(fd, "open", DIRECTORY);
    try (Descriptor directory = new Descriptor(fd, DIRECTORY)) {
      for (String name : names) {
        Optional<FileStatus> status = FileStatus.at(directory, name);
        if (!name.startsWith(SEMAPHORE) && status.isPresent() && status.get().isRegular()) {
          objects.add(PosixObject.of(name, status.get()));
        }
      }
    }
    return List.copyOf(objects);
  }
}
