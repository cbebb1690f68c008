package org.javaipc.linux.socket;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.InterruptibleOpen;
import org.javaipc.linux.raw.file.Fcntl;

/** Descriptors to send to other processes. */
public final class OpenFiles {
  private OpenFiles() {}

  /**
   * Opens a file.
   *
   * @param path of an existing file
   * @param writable whether for writing as well
   * @return its descriptor, the caller's to close
   * @throws IpcException if the kernel refuses
   */
  public static Descriptor open(String path, boolean writable) throws IpcException {
    int flags = writable ? Fcntl.O_RDWR : Fcntl.O_RDONLY;
    return InterruptibleOpen.openOrFail(path, flags, 0);
  }

  /**
   * Makes another descriptor of an open one.
   *
   * @param number of the open one
   * @param name for messages
   * @return the other one, the caller's to close
   * @throws IpcException if there is none of that number, or there are too many open files
   */
  public static Descriptor duplicate(int number, String name) throws IpcException {
    return new Descriptor(duplicateNumber(number, name), name);
  }

  /**
   * The same for somebody who keeps numbers.
   *
   * @param number of the open one
   * @param name for messages
   * @return the number of the other one, the caller's to close
   * @throws IpcException if there is none of that number, or there are too many open files
   */
  public static int duplicateNumber(int number, String name) throws IpcException {
    int fd = Fcntl.fcntl(number, Fcntl.F_DUPFD_CLOEXEC, MemorySegment.NULL);
    return (int) SystemErrors.check(fd, "fcntl(F_DUPFD_CLOEXEC)", name);
  }

  /**
   * Has programs that this process starts not inherit a descriptor.
   *
   * @param number of an open one
   * @param name for messages
   * @throws IpcException if there is none of that number
   */
  public static void closeOnExec(int number, String name) throws IpcException {
    int flags = Fcntl.fcntl(number, Fcntl.F_GETFD, 0);
    SystemErrors.check(flags, "fcntl(F_GETFD)", name);
    SystemErrors.check(
        Fcntl.fcntl(number, Fcntl.F_SETFD, flags | Fcntl.FD_CLOEXEC), "fcntl(F_SETFD)", name);
  }
}
