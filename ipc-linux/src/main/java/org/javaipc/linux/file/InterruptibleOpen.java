package org.javaipc.linux.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.poll.Poll;
import org.javaipc.spi.NativeText;

/**
 * Opens files with blocking descriptors, as programs expect, but an interrupt can end the opening. By itself, open(2)
 * of a FIFO waits in the kernel for the other end, however long that takes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/fifo.7.html">fifo(7)</a>
 */
public final class InterruptibleOpen {
  private static final long FIRST_PAUSE_MILLIS = 1;
  private static final long LONGEST_PAUSE_MILLIS = 20;

  private InterruptibleOpen() {}

  /**
   * Opens a file. For a FIFO, waits for the other end.
   *
   * @param path of the file
   * @param flags of open(2), without O_NONBLOCK
   * @param mode of a file that is made
   * @return its descriptor, which waits
   * @throws InterruptedException if the thread is interrupted while it waits for the other side
   * @throws IpcException if it cannot be opened
   */
  public static Descriptor open(String path, int flags, int mode)
      throws IpcException, InterruptedException {
    long pause = FIRST_PAUSE_MILLIS;
    int fd = Descriptor.open(Fcntl.AT_FDCWD, path, flags | Fcntl.O_NONBLOCK, mode);
    while (Errno.wouldBlock(fd) || (Errno.nobodyThere(fd) && isFifo(path))) {
      pause = sleep(pause);
      fd = Descriptor.open(Fcntl.AT_FDCWD, path, flags | Fcntl.O_NONBLOCK, mode);
    }
    Descriptor file = new Descriptor((int) SystemErrors.check(fd, "open", path), path);
    try {
      if ((flags & Fcntl.O_ACCMODE) == Fcntl.O_RDONLY && FileStatus.of(file).isFifo()) {
        awaitWriter(file);
      }
      int returned = Fcntl.fcntl(file.fd(), Fcntl.F_SETFL, flags & Fcntl.O_APPEND);
      SystemErrors.check(returned, "fcntl(F_SETFL)", path);
      return file;
    } catch (IpcException | InterruptedException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Like {@link #open}, but an interrupt causes an {@link IpcException}, and the interrupt status stays set.
   *
   * @param path of the file
   * @param flags of open(2), without O_NONBLOCK
   * @param mode of a file that is made
   * @return its descriptor, which waits
   * @throws IpcException if it cannot be opened, or the thread is interrupted
   */
  public static Descriptor openOrFail(String path, int flags, int mode) throws IpcException {
    try {
      return open(path, flags, mode);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IpcException(
          path + ": interrupted while waiting for another process to open the FIFO", e);
    }
  }

  /**
   * Opens a FIFO as a channel, once the other end has opened it.
   *
   * @param fifo to open
   * @param option READ or WRITE
   * @return the channel
   * @throws InterruptedException if the thread is interrupted while it waits for the other side
   * @throws IOException if it cannot be opened
   */
  public static FileChannel channel(Path fifo, StandardOpenOption option)
      throws IOException, InterruptedException {
    int flags = option == StandardOpenOption.READ ? Fcntl.O_RDONLY : Fcntl.O_WRONLY;
    try (Descriptor ours = open(NativeText.text(fifo), flags, 0)) {
      String self = "/proc/self/fd/" + ours.fd();
      // The other end may have left again; stand in for it, or the next open would wait.
      int both = Descriptor.open(Fcntl.AT_FDCWD, self, Fcntl.O_RDWR | Fcntl.O_NONBLOCK, 0);
      try {
        return FileChannel.open(Path.of(self), option);
      } finally {
        if (!Errno.failed(both)) {
          Unistd.close(both);
        }
      }
    }
  }

  private static boolean isFifo(String path) throws IpcException {
    int fd = Descriptor.open(Fcntl.AT_FDCWD, path, Fcntl.O_PATH, 0);
    if (Errno.failed(fd)) {
      return false;
    }
    try (Descriptor file = new Descriptor(fd, path)) {
      return FileStatus.of(file).isFifo();
    }
  }

  private static void awaitWriter(Descriptor fifo) throws IpcException, InterruptedException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
      SystemErrors.check(
          Unistd.pipe2(ends, Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK), "pipe2", fifo.name());
      try (Descriptor _ = new Descriptor(ends.getAtIndex(ValueLayout.JAVA_INT, 0), fifo.name());
          Descriptor writing =
              new Descriptor(ends.getAtIndex(ValueLayout.JAVA_INT, 1), fifo.name())) {
        MemorySegment poll = arena.allocate(Poll.POLLFD);
        MemorySegment now = arena.allocate(2L * Long.BYTES, Long.BYTES);
        long pause = FIRST_PAUSE_MILLIS;
        while (!hadWriter(poll, now, fifo) && !hasWriter(fifo, writing)) {
          pause = sleep(pause);
        }
      }
    }
  }

  /** {@return whether there was a writer, which has written or has left again} */
  private static boolean hadWriter(MemorySegment poll, MemorySegment now, Descriptor fifo) {
    poll.set(ValueLayout.JAVA_INT, 0, fifo.fd());
    poll.set(ValueLayout.JAVA_SHORT, Integer.BYTES, Poll.POLLIN);
    return Poll.ppoll(poll.address(), 1, now.address()) > 0;
  }

  /** tee(2) of an empty pipe fails with EAGAIN if it has a writer, and copies nothing if it has none. */
  private static boolean hasWriter(Descriptor fifo, Descriptor scratch) throws IpcException {
    long returned = Fcntl.tee(fifo.fd(), scratch.fd(), 1, Fcntl.SPLICE_F_NONBLOCK);
    return Errno.wouldBlock(returned) || SystemErrors.check(returned, "tee", fifo.name()) > 0;
  }

  private static long sleep(long millis) throws InterruptedException {
    Thread.sleep(millis);
    return Math.min(2 * millis, LONGEST_PAUSE_MILLIS);
  }
}
