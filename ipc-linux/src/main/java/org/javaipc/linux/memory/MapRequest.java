package org.javaipc.linux.memory;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.javaipc.linux.file.Mapping;

/**
 * Which part of a file is mapped, and how.
 *
 * @param offset where the part begins, in bytes; a multiple of the page size
 * @param size of the part in bytes, greater than 0; empty for everything up to the end of the file
 * @param protection allowed access
 * @param isPrivate whether changes stay private to this process
 * @param advice given to the kernel once it is mapped
 */
public record MapRequest(
    long offset,
    OptionalLong size,
    Set<Protection> protection,
    boolean isPrivate,
    List<MemoryAdvice> advice) {
  /** Refuses requests that mmap would refuse with EINVAL or could not perform, and says what would be right. */
  public MapRequest {
    long page = Mapping.pageSize();
    if (offset < 0 || offset % page != 0) {
      long right = Math.max(0, offset - Math.floorMod(offset, page));
      throw new IllegalArgumentException(
          "offset=%d is not a multiple of the page size %d (mmap: EINVAL); use offset=%d and skip %d bytes"
              .formatted(offset, page, right, offset - right));
    }
    if (size.isPresent() && size.getAsLong() <= 0) {
      throw new IllegalArgumentException(
          "size=%d is not over 0 (mmap: EINVAL); leave it out to map up to the end of the file"
              .formatted(size.getAsLong()));
    }
    if (size.isPresent() && size.getAsLong() > Long.MAX_VALUE - offset) {
      throw new IllegalArgumentException("offset=%d size=%d".formatted(offset, size.getAsLong()));
    }
    if (!protection.contains(Protection.READ)) {
      throw new IllegalArgumentException(
          "protection=%s: memory that can be written can be read too (mmap: EACCES); add READ"
              .formatted(protection));
    }
    protection = Set.copyOf(protection);
    advice = List.copyOf(advice);
  }

  /**
   * {@return a shared mapping of a whole object}
   *
   * @param writable whether it can be written
   * @param advice given to the kernel
   */
  public static MapRequest whole(boolean writable, List<MemoryAdvice> advice) {
    return new MapRequest(0, OptionalLong.empty(), protection(writable), false, advice);
  }

  /**
   * {@return READ, and WRITE if requested}
   *
   * @param writable whether WRITE is requested
   */
  public static Set<Protection> protection(boolean writable) {
    return writable ? Set.of(Protection.READ, Protection.WRITE) : Set.of(Protection.READ);
  }

  /** {@return this request with another size} */
  MapRequest withSize(long other) {
    return new MapRequest(offset, OptionalLong.of(other), protection, isPrivate, advice);
  }

  /** {@return whether changes go to the file} */
  boolean writesFile() {
    return !isPrivate && protection.contains(Protection.WRITE);
  }
}
