package org.javaipc.linux.memory;

import java.util.List;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.file.FileErrors;
import org.javaipc.linux.file.Mapping;
import org.javaipc.linux.raw.file.Mman;

/**
 * Mapped memory of a file on a disk, in /dev/shm, or without a name.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 */
public abstract class FileMemory extends MappedMemory {
  private final SharedFile file;
  private final MapRequest request;
  private final List<AdviceAnswer> answers;

  /**
   * Maps a part of a file. This object takes ownership of the file, and closes it if it cannot be mapped.
   *
   * @param file to map
   * @param request which part, and how
   * @throws IpcException if it cannot be mapped
   */
  protected FileMemory(SharedFile file, MapRequest request) throws IpcException {
    this(file, request, file.mapOrClose(request));
  }

  private FileMemory(SharedFile file, MapRequest request, Mapping mapping) {
    super(mapping, file.toString());
    this.file = file;
    this.request = request;
    this.answers = answers(mapping, request.advice());
  }

  private static List<AdviceAnswer> answers(Mapping mapping, List<MemoryAdvice> advice) {
    return advice.stream()
        .map(each ->
            AdviceAnswer.of(each, mapping.onPages(0, mapping.segment().byteSize(), each::give)))
        .toList();
  }

  /** {@return the kernel's answers to the advice that was given with the request} */
  public final List<AdviceAnswer> adviceAnswers() {
    return answers;
  }

  /**
   * Writes all changes to the file's medium, and waits until they are there.
   *
   * @throws IpcException if the medium fails
   * @throws IllegalStateException if the memory is closed
   */
  public final void sync() throws IpcException {
    sync(0, size(), SyncMode.WAIT);
  }

  /**
   * Writes changes to the file's medium. Without it, the kernel writes them at a time of its own choice, even after the
   * process has ended; only a crash of the machine loses what was not synced. A private mapping has nothing to write.
   *
   * @param offset of the range in bytes
   * @param length of the range in bytes; all pages that contain it are written
   * @param mode whether to wait
   * @throws ResourceLimitException with {@link SyncMode#INVALIDATE}, if pages are locked in memory
   * @throws IpcException if the medium fails
   * @throws IndexOutOfBoundsException if the range is not within the memory
   * @throws IllegalStateException if the memory is closed
   * @see <a href="https://man7.org/linux/man-pages/man2/msync.2.html">msync(2)</a>
   */
  public final void sync(long offset, long length, SyncMode mode) throws IpcException {
    int returned =
        mapping()
            .onPages(offset, length, (address, size) -> Mman.msync(address, size, mode.flags()));
    FileErrors.checkSync(returned, toString());
  }

  /**
   * Maps more of the file: what others have added, and, if that is not enough, a new part with its blocks reserved.
   * Earlier segments stay valid; {@link #segment} returns the larger one from now on. Each growth keeps another mapping
   * until {@link #close}, so grow in large steps.
   *
   * @param size wanted in bytes; does nothing if at least that much is mapped already
   * @throws ResourceLimitException if the file system has no room; nothing is changed
   * @throws AccessRefusedException if the file is not open for writing, or sealed
   * @throws IpcException if it cannot be mapped
   * @throws IllegalStateException if the memory or its descriptor is closed
   */
  public final synchronized void grow(long size) throws IpcException {
    if (!isOpen()) {
      throw new IllegalStateException(this + " is closed");
    }
    if (size > size()) {
      replace(file.map(request.withSize(size), true));
      request.advice().forEach(this::advise);
    }
  }

  /**
   * Reserves memory or disk blocks for a part of the file that has none, so that a write to it cannot
   * fail.
   *
   * @param offset in the mapping, in bytes
   * @param length in bytes
   * @throws ResourceLimitException if the file system has no room
   * @throws IpcException if the file system cannot do it
   * @throws IndexOutOfBoundsException if the range is not within the memory
   * @throws IllegalStateException if the memory or its descriptor is closed
   */
  public final void reserve(long offset, long length) throws IpcException {
    file.reserve(
        request.offset() + segment().asSlice(offset, length).address() - segment().address(),
        length);
  }

  /**
   * {@return the current size of the file in bytes, which others may have changed}
   *
   * @throws IpcException if the kernel does not say
   * @throws IllegalStateException if the memory or its descriptor is closed
   */
  public final long fileSize() throws IpcException {
    return file.size();
  }

  /** Closes the descriptor but keeps the mapping, which can still be used but not grow. */
  public final void closeDescriptor() {
    file.close();
  }

  /** {@return the file} */
  protected final SharedFile file() {
    return file;
  }

  @Override
  final String state() {
    try {
      return ", it has size=" + file.size() + " now";
    } catch (IpcException | IllegalStateException e) {
      return "";
    }
  }

  @Override
  public synchronized void close() {
    try {
      super.close();
    } finally {
      file.close();
    }
  }
}
