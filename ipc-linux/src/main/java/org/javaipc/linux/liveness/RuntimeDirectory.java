package org.javaipc.linux.liveness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.NameForm;
import org.javaipc.NoSuchObjectException;
import org.javaipc.TransportUnavailableException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.call.RandomNumber;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.file.FileSystem;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.NativeEnvironment;
import org.javaipc.spi.NativeText;

/**
 * The directory that holds everything that has a plain name: {@code /dev/shm/javaipc-UID}, or where
 * the option {@code dir}, the system property {@code ipc.dir} or the environment variable {@code
 * IPC_DIR} moves it, the first that is given. It is made when first used, with mode 0700, or 2770 for a group that is
 * trusted, and never replaced by another place.
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
  static final String HOW_TO_MOVE = "dir=, -Dipc.dir= or IPC_DIR=";
  private static final int RANDOM_DIGITS = 16;

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
    Path path = NativeText.absolute(moved.orElseGet(RuntimeDirectory::standard));
    Descriptor descriptor = openOrMake(path, moved.isPresent() ? policy : AccessPolicy.PRIVATE);
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
    Path file = NativeText.path(address.name());
    Path parent = file.getParent();
    if (parent == null || options.directory().isPresent()) {
      throw new InvalidAddressException(
          "address '%s': a path needs a file name, and cannot be combined with dir="
              .formatted(address));
    }
    requireDirectory(file, parent);
    return open(Optional.of(parent), options.access());
  }

  private static void requireDirectory(Path file, Path parent) throws IpcException {
    if (Files.notExists(parent)) {
      throw new NoSuchObjectException(
          file + ": no such directory: " + parent + "; make it first", "ENOENT");
    }
    if (Files.isRegularFile(parent)) {
      throw new AccessRefusedException(
          file + ": " + parent + " is not a directory and was left alone; name another path");
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
    return NativeText.absolute(
        dir.or(RuntimeDirectory::configured).orElseGet(RuntimeDirectory::standard));
  }

  /**
   * Opens the directory if there is one, to look at it: unlike {@link #open} it makes none.
   *
   * @param dir the option {@code dir}, if given
   * @return the directory; empty if nothing has its name
   * @throws IpcException as {@link #open} says
   */
  public static Optional<RuntimeDirectory> existing(Optional<Path> dir) throws IpcException {
    return existing(dir, AccessPolicy.configured());
  }

  /**
   * The same for an address, which may trust other users.
   *
   * @param dir the option {@code dir}, if given
   * @param policy whose directory is used
   * @return the directory; empty if nothing has its name
   * @throws IpcException as {@link #open} says
   */
  public static Optional<RuntimeDirectory> existing(Optional<Path> dir, AccessPolicy policy)
      throws IpcException {
    return Files.exists(location(dir), LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(open(dir, policy))
        : Optional.empty();
  }

  /**
   * {@return the sorted names of what lies in a directory, other than this library's own files; none
   * if there is no directory}
   *
   * @param dir the option {@code dir}, if given
   * @throws IpcException as {@link #open} says
   */
  public static List<String> files(Optional<Path> dir) throws IpcException {
    return existing(dir).stream()
        .flatMap(directory -> directory.names().stream())
        .filter(name -> !isReserved(name))
        .sorted()
        .toList();
  }

  /**
   * Refuses a file name that this library keeps for itself, or that leads out of the directory.
   *
   * @param name of a file for a channel or another object
   * @throws InvalidAddressException if it cannot be had
   */
  public static void requireFree(String name) {
    if (isReserved(name)) {
      throw new InvalidAddressException(
          "name=%s: names that begin with %s or %s are reserved; choose another"
              .formatted(name, ProcessSlot.PREFIX, UnpublishedFile.PREFIX));
    }
    if (name.isEmpty() || name.equals(".") || name.equals("..") || name.contains("/")) {
      throw new InvalidAddressException("name=" + name + " is not the name of a file");
    }
  }

  private static boolean isReserved(String name) {
    return name.startsWith(ProcessSlot.PREFIX) || name.startsWith(UnpublishedFile.PREFIX);
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
  public List<String> names() {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(NativeText::fileName).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  /** {@return the absolute path} */
  public Path path() {
    return path;
  }

  /**
   * {@return a new name for an object of the kernel that lies in no directory, such as {@code
   * javaipc-1000-1a2b3c-0123456789abcdef-orders}: this user's id, a number for this directory, a random number, the
   * name} Nobody can foretell it and make the object first, so it has to be written where others find it.
   *
   * @param name within the directory
   */
  public String newKernelName(String name) {
    return kernelPrefix() + HexFormat.of().toHexDigits(RandomNumber.next()) + "-" + name;
  }

  /**
   * {@return whether {@link #newKernelName} of this user and directory can have made a name}
   *
   * @param kernelName of an object, without a slash before it
   * @param name within the directory
   */
  public boolean isKernelName(String kernelName, String name) {
    String prefix = kernelPrefix();
    return kernelName.startsWith(prefix)
        && kernelName.length() == prefix.length() + RANDOM_DIGITS + 1 + name.length()
        && kernelName.endsWith("-" + name);
  }

  private String kernelPrefix() {
    long number = status.id().device() * 0x9E37_79B9_7F4A_7C15L ^ status.id().inode();
    return "javaipc-%s-%x-".formatted(Integer.toUnsignedString(Unistd.geteuid()), number);
  }

  @Override
  public String toString() {
    return NativeText.text(path);
  }

  /**
   * {@return its file system, and what is free there now}
   *
   * @throws IpcException if the kernel refuses
   */
  public FileSystem fileSystem() throws IpcException {
    return FileSystem.of(descriptor);
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
  public ProcessLiveness liveness() throws IpcException {
    return liveness.get();
  }

  /** {@return the group that may write to the directory, besides its owner; empty if none may} */
  public OptionalInt writingGroup() {
    return FileAccess.writingGroup(status);
  }

  /**
   * {@return a policy that names the group of what is made for this directory: its own, else that of the directory if the
   * group may write to it}
   *
   * @param policy of an address
   */
  public AccessPolicy access(AccessPolicy policy) {
    OptionalInt group = policy.group().isPresent() ? policy.group() : writingGroup();
    return new AccessPolicy(policy.mode(), policy.trustedUids(), policy.trustedGids(), group);
  }

  /**
   * Checks what a call returned that makes a file in the directory.
   *
   * @param returned by the call: a result of 0 or more, or {@code -errno}
   * @param call name of the function
   * @param name of the file
   */
  void checkMade(int returned, String call, String name) throws IpcException {
    if (Errno.denied(returned)) {
      throw DirectoryRules.notWritable(returned, call, pathOf(name), status);
    }
    SystemErrors.check(returned, call, pathOf(name));
  }

  /**
   * Checks what a call returned that opens a file of another process.
   *
   * @param returned by the call: a descriptor, or {@code -errno}
   * @param name of the file
   * @return the descriptor
   */
  int checkOpened(int returned, String name) throws IpcException {
    if (Errno.denied(returned)) {
      throw DirectoryRules.notShared(returned, pathOf(name), status);
    }
    return (int) SystemErrors.check(returned, "open", pathOf(name));
  }

  /** {@return the full path of a file, for messages} */
  public String pathOf(String name) {
    return NativeText.text(path) + "/" + name;
  }

  /** Opens a file, never through a link and never waiting; {@return the number or -errno}. */
  public int openFile(String name, int flags) {
    return Descriptor.open(
        descriptor.fd(), name, flags | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK, 0600);
  }

  /** Removes a name; {@return 0 or -errno}. */
  public int unlink(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return Unistd.unlinkat(descriptor.fd(), CString.of(arena, name), 0);
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
        descriptor.tieToLoader();
        return fresh;
      }
    }
    descriptor.close();
    return known;
  }

  private static Optional<Path> configured() {
    String property = NativeEnvironment.property("ipc.dir").orElse("");
    String value = property.isEmpty() ? NativeEnvironment.variable("IPC_DIR").orElse("") : property;
    return value.isEmpty() ? Optional.empty() : Optional.of(NativeText.path(value));
  }

  private static Path standard() {
    return Path.of("/dev/shm/javaipc-" + Integer.toUnsignedString(Unistd.geteuid()));
  }

  private static Descriptor openOrMake(Path path, AccessPolicy policy) throws IpcException {
    int flags = Fcntl.O_PATH | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW;
    int fd = Descriptor.open(Fcntl.AT_FDCWD, NativeText.text(path), flags, 0);
    if (Errno.missing(fd)) {
      NewDirectory.make(path, policy);
      fd = Descriptor.open(Fcntl.AT_FDCWD, NativeText.text(path), flags, 0);
    }
    if (Errno.isLink(fd) || Errno.otherKind(fd)) {
      throw new AccessRefusedException(
          path
              + ": the runtime directory must be a directory, not a symbolic link; remove it, or"
              + " name another with "
              + HOW_TO_MOVE);
    }
    return new Descriptor(
        (int) SystemErrors.check(fd, "open", NativeText.text(path)), NativeText.text(path));
  }
}
