package org.javaipc.linux.memory;

import org.javaipc.linux.file.FileStatus;

/**
 * An object of POSIX shared memory, as it was when it was listed.
 *
 * @param name without the leading slash
 * @param size in bytes
 * @param mode permission bits, such as 0600
 * @param uid user who owns it
 * @param gid group that owns it
 */
public record PosixObject(String name, long size, int mode, long uid, long gid) {
  /** {@return the object of a file in /dev/shm} */
  static PosixObject of(String name, FileStatus status) {
    return new PosixObject(
        name,
        status.size(),
        status.permissions(),
        Integer.toUnsignedLong(status.uid()),
        Integer.toUnsignedLong(status.gid()));
  }
}
