package org.javaipc.mmap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.ResourceLimitException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.memory.MapRequest;
import org.javaipc.linux.memory.MemoryBuilder;
import org.javaipc.linux.memory.Protection;
import org.javaipc.linux.memory.SharedFile;

/** Builds a mapping: selects the part of a file to map, and how to map it. For one thread. */
public final class MappedFileBuilder extends MemoryBuilder<MappedFileBuilder> {
  private final Path path;
  private long offset;
  private boolean isPrivate;
  private Optional<Set<Protection>> protection = Optional.empty();

  MappedFileBuilder(Path path) {
    this.path = path;
  }

  @Override
  protected MappedFileBuilder self() {
    return this;
  }

  /**
   * Sets where the part begins; by default at the start of the file.
   *
   * @param bytes from the start; a multiple of the page size, which opening checks
   * @return this
   */
  public MappedFileBuilder offset(long bytes) {
    offset = bytes;
    return this;
  }

  /**
   * Keeps changes private to this process: neither the file nor other processes get them. Whether this mapping shows
   * what others write to the file later is undefined.
   *
   * @return this
   */
  public MappedFileBuilder privately() {
    isPrivate = true;
    return this;
  }

  /**
   * Sets the access to the memory if it differs from that to the file, as for a writable private mapping of a file that
   * is opened with {@link #readOnly}.
   *
   * @param rights READ, or READ and WRITE; opening refuses others
   * @return this
   */
  public MappedFileBuilder protection(Protection... rights) {
    Set<Protection> chosen = EnumSet.noneOf(Protection.class);
    chosen.addAll(Set.of(rights));
    protection = Optional.of(chosen);
    return this;
  }

  /**
   * Maps an existing file. If the file ends before a part of the given {@link #size} does, and the part is shared and
   * writable, the file is extended first, and its blocks are reserved.
   *
   * @return the mapping
   * @throws NoSuchObjectException if there is no such file
   * @throws AccessRefusedException if the user has no permission, or if the memory is to be writable while the file is
   *     opened for reading only
   * @throws ResourceLimitException if the file system is full; nothing is changed
   * @throws SystemCallException if the file is empty and no size was given, ends before the part does, or
   *     is not a regular file
   * @throws IpcException if it cannot be mapped
   * @throws IllegalArgumentException if the offset is not a multiple of the page size, or the protection lacks READ
   */
  public MappedFile open() throws IpcException {
    MapRequest request = request();
    return new MappedFile(path, SharedFile.open(path, isWritable()), request);
  }

  /**
   * Creates a file of the given {@link #size}, with all blocks reserved and zero, and maps it.
   *
   * @return the mapping
   * @throws ObjectExistsException if something already has that path
   * @throws AccessRefusedException if the user has no permission
   * @throws ResourceLimitException if the file system is full; no file is left behind
   * @throws IpcException if it cannot be created or mapped
   * @throws IllegalArgumentException as {@link #open} says
   * @throws IllegalStateException if no size is given, or the file is to be opened for reading only
   */
  public MappedFile create() throws IpcException {
    requireWritable();
    requiredSize();
    MapRequest request = request();
    SharedFile file = SharedFile.create(path, mode());
    try {
      return new MappedFile(path, file, request);
    } catch (IpcException | RuntimeException e) {
      remove(e);
      throw e;
    }
  }

  /**
   * Maps the file as {@link #open} does, or creates it as {@link #create} does if there is none. If several processes
   * do so at once, one of them creates it.
   *
   * @return the mapping
   * @throws IpcException as {@link #open} and {@link #create} say
   * @throws IllegalArgumentException as {@link #open} says
   * @throws IllegalStateException as {@link #create} says
   */
  public MappedFile openOrCreate() throws IpcException {
    requireWritable();
    requiredSize();
    while (true) {
      try {
        return open();
      } catch (NoSuchObjectException missing) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
          throw missing;
        }
      }
      try {
        return create();
      } catch (ObjectExistsException e) {
        if (Files.isSymbolicLink(path)) {
          throw e; // a dangling link: it exists but cannot be opened
        }
      }
    }
  }

  private MapRequest request() {
    return new MapRequest(
        offset,
        size(),
        protection.orElseGet(() -> MapRequest.protection(isWritable() || isPrivate)),
        isPrivate,
        advice());
  }

  private void remove(Exception why) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }
}
