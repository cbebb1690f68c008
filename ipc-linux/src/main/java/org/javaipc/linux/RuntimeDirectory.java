package org.javaipc.linux;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.NameForm;
import org.javaipc.NoSuchObjectException;
import org.javaipc.TransportUnavailableException;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.Fcntl;
import org.javaipc.linux.raw.Stat;
import org.javaipc.linux.raw.Unistd;
import org.javaipc.spi.AccessPolicy;
import org.javaipc.spi.ChannelOptions;

/**
 * The directory that holds everything that has a plain name: {@code /dev/shm/javaipc-UID}, or where
 * the option {@code dir}, the system property {@code ipc.dir} or the environment variable {@code
 * IPC_DIR} moves it, the first that is given. It is made with mode 0700 when first used, and never
 * replaced by another place.
 *
 * <p>It is refused if it is a symbolic link, if a user who is not trusted owns it, if anybody else
 * can write to it (a trusted group can, where the directory was moved), or if its file system is
 * one of a network, FUSE or 9p.
 *
 * <p>All methods may be called from any thread. There is one object for each directory; it lives as
 * long as the process.
 */
public final class RuntimeDirectory {
  private static final ConcurrentHashMap<FileStatus.FileId, RuntimeDirectory> KNOWN =
      new ConcurrentHashMap<>();
  private static final String HOW_TO_MOVE = "dir=, -Dipc.dir= or IPC_DIR=";

  private final Path path;
  private final Descriptor descriptor;
  private final FileStatus status;
  private final ProcessLiveness.Holder liveness = new ProcessLiveness.Holder(this);

  private RuntimeDirectory(Path path, Descriptor descriptor, FileStatus status) {
    this.path = path;
    this.descriptor = descriptor;
    this.status = status;
  }

  /**
   * Opens the directory, and makes it if nothing has its name.
   *
   * @param dir the option {@code dir}, if given
   * @param policy whose directory is accepted, if it was moved
   * @return the directory
   * @throws TransportUnavailableException if this JVM cannot call libc, or there is no /dev/shm
   * @throws AccessRefusedException if the directory is not to be trusted
   * @throws IpcException if it cannot be made or opened
   */
  public static RuntimeDirectory open(Optional<Path> dir, AccessPolicy policy) throws IpcException {
    NativeAccess.require();
    Optional<Path> moved = dir.or(RuntimeDirectory::configured);
    Path path = moved.orElseGet(RuntimeDirectory::standard).toAbsolutePath();
    Descriptor descriptor = openOrMake(path);
    try {
      FileStatus status = FileStatus.of(descriptor);
      if (moved.isPresent()) {
        DirectoryRules.checkMoved(path, status, policy);
      } else {
        DirectoryRules.checkStandard(path, status);
      }
      return known(path, descriptor, status);
    } catch (IpcException | RuntimeException e) {
      descriptor.close();
      throw e;
    }
  }

  /**
   * Opens the directory in which a channel has its files: for a path the one that the path says, which is its
   * user's to make and is not made here.
   *
   * @param address of the channel
   * @param options of the address
   * @return the directory
   * @throws InvalidAddressException if a path has no file name, or goes with {@code dir}
   * @throws NoSuchObjectException if there is no such directory as the path says
   * @throws IpcException as {@link #open} says
   */
  public static RuntimeDirectory of(Address address, ChannelOptions options) throws IpcException {
    if (address.nameForm() != NameForm.PATH) {
      return open(options.directory(), options.access());
    }
    Path file = Path.of(address.name());
    Path parent = file.getParent();
    if (parent == null || options.directory().isPresent()) {
      throw new InvalidAddressException(
          "address '%s': a path needs a file name, and goes without dir=".formatted(address));
    }
    requireDirectory(file, parent);
    return open(Optional.of(parent), options.access());
  }

  private static void requireDirectory(Path file, Path parent) throws IpcException {
    if (Files.notExists(parent)) {
      throw new NoSuchObjectException(
          file + ": there is no directory " + parent + "; make it first", "ENOENT");
    }
    if (Files.isRegularFile(parent)) {
      throw new AccessRefusedException(
          file + ": " + parent + " is no directory; it was left alone: name another path");
    }
  }

  /**
   * {@return where the directory is or would be} It is not touched.
   *
   * @param dir the option {@code dir}, if given
   * @throws TransportUnavailableException if this JVM cannot call libc
   */
  public static Path location(Optional<Path> dir) throws TransportUnavailableException {
    NativeAccess.require();
    return dir.or(RuntimeDirectory::configured)
        .orElseGet(RuntimeDirectory::standard)
        .toAbsolutePath();
  }

  /**
   * Opens the directory if there is one, to look at it: unlike {@link #open} it makes none.
   *
   * @param dir the option {@code dir}, if given
   * @return the directory; empty if nothing has its name
   * @throws IpcException as {@link #open} says
   */
  public static Optional<RuntimeDirectory> existing(Optional<Path> dir) throws IpcException {
    return Files.exists(location(dir), LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(open(dir, AccessPolicy.PRIVATE))
        : Optional.empty();
  }

  /**
   * {@return the sorted names of what lies in a directory, other than hidden files; none if there is
   * no directory}
   *
   * @param dir the option {@code dir}, if given
   * @throws IpcException as {@link #open} says
   */
  public static List<String> files(Optional<Path> dir) throws IpcException {
    return existing(dir).stream()
        .flatMap(directory -> directory.names().stream())
        .filter(name -> !name.startsWith("."))
        .sorted()
        .toList();
  }

  /**
   * Removes what dead processes left of themselves, and files that they were making; never channels.
   *
   * @return the paths that are gone
   */
  public List<String> removeDeadProcesses() {
    return ProcessSlot.removeDead(this).stream().map(this::pathOf).toList();
  }

  /** {@return the names of everything in it; none if it cannot be listed} */
  List<String> names() {
    String[] names = path.toFile().list();
    return names == null ? List.of() : List.of(names);
  }

  /** {@return the absolute path} */
  public Path path() {
    return path;
  }

  /**
   * {@return a name for an object of the kernel that lies in no directory: {@code
   * javaipc-1000-1a2b3c-orders}, with this user's id and a number for this directory, so that two
   * directories do not collide}
   *
   * @param name within the directory
   */
  public String kernelName(String name) {
    long number = status.id().device() * 0x9E37_79B9_7F4A_7C15L ^ status.id().inode();
    return "javaipc-%s-%x-%s".formatted(Integer.toUnsignedString(Unistd.geteuid()), number, name);
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /** {@return the descriptor of the directory, good for names within it} */
  Descriptor descriptor() {
    return descriptor;
  }

  /** {@return what was found when the directory was opened} */
  FileStatus status() {
    return status;
  }

  /** {@return the processes of this directory} */
  ProcessLiveness liveness() throws IpcException {
    return liveness.get();
  }

  /** {@return the full path of a file, for messages} */
  String pathOf(String name) {
    return path + "/" + name;
  }

  /** Opens a file, never through a link and never waiting; {@return the number or -errno}. */
  int openFile(String name, int flags) {
    return Descriptor.open(
        descriptor.fd(), name, flags | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK, 0600);
  }

  /** Removes a name; {@return 0 or -errno}. */
  int unlink(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return Unistd.unlinkat(descriptor.fd(), arena.allocateFrom(name), 0);
    }
  }

  private static RuntimeDirectory known(Path path, Descriptor descriptor, FileStatus status)
      throws IpcException {
    RuntimeDirectory known = KNOWN.get(status.id());
    if (known == null) {
      DirectoryRules.check(path, FileSystem.of(descriptor));
      RuntimeDirectory fresh = new RuntimeDirectory(path, descriptor, status);
      known = KNOWN.putIfAbsent(status.id(), fresh);
      if (known == null) {
        return fresh;
      }
    }
    descriptor.close();
    return known;
  }

  private static Optional<Path> configured() {
    String property = System.getProperty("ipc.dir", "");
    String value = property.isEmpty() ? System.getenv().getOrDefault("IPC_DIR", "") : property;
    return value.isEmpty() ? Optional.empty() : Optional.of(Path.of(value));
  }

  private static Path standard() {
    return Path.of("/dev/shm/javaipc-" + Integer.toUnsignedString(Unistd.geteuid()));
  }

  private static Descriptor openOrMake(Path path) throws IpcException {
    int flags = Fcntl.O_PATH | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW;
    int fd = Descriptor.open(Fcntl.AT_FDCWD, path.toString(), flags, 0);
    if (Errno.missing(fd)) {
      make(path);
      fd = Descriptor.open(Fcntl.AT_FDCWD, path.toString(), flags, 0);
    }
    if (Errno.isLink(fd) || Errno.otherKind(fd)) {
      throw new AccessRefusedException(
          path
              + ": the runtime directory must be a directory and no symbolic link; remove it, or"
              + " name another with "
              + HOW_TO_MOVE);
    }
    return new Descriptor((int) SystemErrors.check(fd, "open", path.toString()), path.toString());
  }

  private static void make(Path path) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      int returned = Stat.mkdirat(Fcntl.AT_FDCWD, arena.allocateFrom(path.toString()), 0700);
      if (Errno.missing(returned)) {
        throw new TransportUnavailableException(
            path
                + ": the runtime directory cannot be made, because "
                + path.getParent()
                + " does not exist; make it (mount -t tmpfs tmpfs /dev/shm), or name another"
                + " directory with "
                + HOW_TO_MOVE);
      }
      if (!Errno.exists(returned)) {
        SystemErrors.check(returned, "mkdir", path.toString());
      }
    }
  }
}
