package org.javaipc.linux.pipe;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.channel.message.ByteStream;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.wait.PollableDescriptor;

/**
 * The kernel's calls for pipes, however these were opened. None of them waits.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7)</a>
 */
public final class PipeCalls {
  /** Up to this many bytes are written atomically: {@code PIPE_BUF}. */
  public static final int ATOMIC = 4096;

  private static final Path MAX_SIZE = Path.of("/proc/sys/fs/pipe-max-size");
  private static final int PAGE = 4096;
  private static final int SEEK_CUR = 1;

  private PipeCalls() {}

  /**
   * Makes a pipe.
   *
   * @param name for messages
   * @return its two ends, which are not inherited by children
   * @throws ResourceLimitException if descriptors have run out
   * @throws IpcException if the kernel refuses for another reason
   */
  public static Ends create(String name) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(ValueLayout.JAVA_INT, 2);
      int returned = Unistd.pipe2(pair, Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
      SystemErrors.check(returned, "pipe2", name);
      return new Ends(
          new Descriptor(pair.getAtIndex(ValueLayout.JAVA_INT, 0), name),
          new Descriptor(pair.getAtIndex(ValueLayout.JAVA_INT, 1), name));
    }
  }

  /**
   * Both ends of a pipe.
   *
   * @param reading the read end
   * @param writing the write end
   */
  public record Ends(Descriptor reading, Descriptor writing) {}

  /**
   * {@return how many bytes a pipe holds}
   *
   * @param pipe either end
   * @throws IpcException if the kernel refuses
   * @see <a href="https://man7.org/linux/man-pages/man2/F_GETPIPE_SZ.2const.html">F_GETPIPE_SZ(2)</a>
   */
  public static long capacity(PollableDescriptor pipe) throws IpcException {
    int returned = Fcntl.fcntl(pipe.fd(), Fcntl.F_GETPIPE_SZ, 0);
    return SystemErrors.check(returned, "fcntl(F_GETPIPE_SZ)", pipe.name());
  }

  /**
   * Changes how many bytes a pipe holds.
   *
   * @param pipe either end
   * @param wanted bytes, greater than 0; the kernel rounds up to a power of two pages
   * @return bytes that it holds now
   * @throws ResourceLimitException if that is over the system's limit
   * @throws IpcException if the kernel refuses for another reason, for instance because more is in it
   */
  public static long setCapacity(PollableDescriptor pipe, long wanted) throws IpcException {
    int returned =
        Fcntl.fcntl(pipe.fd(), Fcntl.F_SETPIPE_SZ, (int) Math.min(wanted, Integer.MAX_VALUE));
    if (Errno.notPermitted(returned)) {
      throw new ResourceLimitException(
          "%s: capacity=%d is more than this user may have: fs.pipe-max-size=%s, and all pipes of a user together have fs.pipe-user-pages-soft=%s pages; use a smaller capacity= or raise them"
              .formatted(
                  pipe.name(),
                  wanted,
                  setting(MAX_SIZE),
                  setting(MAX_SIZE.resolveSibling("pipe-user-pages-soft"))));
    }
    if (Errno.failed(returned)) {
      throw SystemErrors.of(
          returned,
          "fcntl(F_SETPIPE_SZ)",
          pipe.name(),
          "capacity=%d is more than the kernel can make, or less than what is in the pipe now"
              .formatted(wanted));
    }
    return returned;
  }

  /**
   * Moves bytes from one pipe to another without copying them.
   *
   * @param from read end of the one
   * @param to write end of the other
   * @param most bytes to move, greater than 0
   * @return bytes moved; 0 at the end of the stream; {@link ByteStream#WOULD_BLOCK}; {@link
   *     ByteStream#GONE}
   * @throws IpcException if the kernel refuses
   * @see <a href="https://man7.org/linux/man-pages/man2/splice.2.html">splice(2)</a>
   */
  public static long splice(PollableDescriptor from, PollableDescriptor to, long most)
      throws IpcException {
    long returned;
    do {
      returned = Fcntl.splice(from.fd(), to.fd(), most, Fcntl.SPLICE_F_NONBLOCK);
    } while (Errno.interrupted(returned));
    return moved(returned, "splice", from);
  }

  /**
   * Puts the bytes that one pipe holds into another one, too, without copying or consuming them.
   *
   * @param from read end of the one
   * @param to write end of the other
   * @param most bytes to put there, greater than 0
   * @return bytes that are in both; 0 at the end of the stream; {@link ByteStream#WOULD_BLOCK};
   *     {@link ByteStream#GONE}
   * @throws IpcException if the kernel refuses
   * @see <a href="https://man7.org/linux/man-pages/man2/tee.2.html">tee(2)</a>
   */
  public static long tee(PollableDescriptor from, PollableDescriptor to, long most)
      throws IpcException {
    long returned;
    do {
      returned = Fcntl.tee(from.fd(), to.fd(), most, Fcntl.SPLICE_F_NONBLOCK);
    } while (Errno.interrupted(returned));
    return moved(returned, "tee", from);
  }

  private static long moved(long returned, String call, PollableDescriptor pipe)
      throws IpcException {
    if (Errno.wouldBlock(returned)) {
      return ByteStream.WOULD_BLOCK;
    }
    if (Errno.brokenPipe(returned)) {
      return ByteStream.GONE;
    }
    return SystemErrors.check(returned, call, pipe.name());
  }

  /**
   * {@return the capacity that the kernel gives for a wanted one: a power of two pages}
   *
   * @param wanted bytes, greater than 0
   */
  public static long roundedCapacity(long wanted) {
    return Math.max(PAGE, Long.highestOneBit(Math.max(1, wanted - 1)) << 1);
  }

  /** Read in one piece: the kernel gives a number to the first read only, and readString's is of one byte. */
  private static String setting(Path file) {
    try {
      return Files.readAllLines(file).getFirst().strip();
    } catch (IOException e) {
      return "(unknown)";
    }
  }

  /**
   * Asks for the place in the stream, which a pipe does not have.
   *
   * @param pipe either end
   * @return never
   * @throws org.javaipc.SystemCallException always: ESPIPE
   * @throws IpcException if the kernel refuses for another reason
   */
  public static long position(PollableDescriptor pipe) throws IpcException {
    return SystemErrors.check(
        Unistd.lseek(pipe.fd(), 0, SEEK_CUR), "lseek", pipe.name() + " (a pipe has no positions)");
  }
}
