package org.javaipc.pipe;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.javaipc.AccessPolicy;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.IpcException;
import org.javaipc.linux.pipe.FifoFile;
import org.javaipc.linux.wait.PollableDescriptor;
import org.javaipc.spi.NativeText;

/**
 * A FIFO: a pipe with a path, by which processes find it that know nothing of each other. The file
 * stays until it is deleted; what is in it goes with its last user.
 *
 * <pre>{@code
 * Fifo fifo = Fifo.create(Path.of("/run/app/orders"), 0600);
 * try (PipeReader reader = fifo.openReader()) {
 *   reader.read(buffer); // waits until another process has written
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/fifo.7.html">fifo(7)</a>
 */
public final class Fifo {
  private static final long LONGEST_PAUSE_MILLIS = 10;

  private final FifoFile file;

  private Fifo(FifoFile file) {
    this.file = file;
  }

  /**
   * Makes a FIFO, unless this user has one there already, which is used as it is.
   *
   * @param path of the file; a link is not followed
   * @param mode permission bits, 0 to 0777, from which the process's umask is taken away
   * @return the FIFO
   * @throws org.javaipc.AccessRefusedException if the path is something else, or another user's
   * @throws IpcException if it cannot be made
   */
  public static Fifo create(Path path, int mode) throws IpcException {
    return create(path, AccessPolicy.mode(mode));
  }

  /**
   * Makes a FIFO, unless this user, or one who is trusted, has one there already, which is used as it is.
   *
   * @param path of the file; a link is not followed
   * @param policy with the permission bits, from which the process's umask is taken away, no group, and the owners that are accepted besides
   *     this user
   * @return the FIFO
   * @throws IllegalArgumentException if the policy names a group for what is made
   * @throws org.javaipc.AccessRefusedException if the path is something else, or belongs to a user who is not trusted
   * @throws IpcException if it cannot be made
   */
  public static Fifo create(Path path, AccessPolicy policy) throws IpcException {
    if (policy.group().isPresent()) {
      throw new IllegalArgumentException(
          "group=%d: a new FIFO has the group of its folder or process; use fifo:%s with the option group="
              .formatted(policy.group().getAsInt(), path));
    }
    Fifo fifo = new Fifo(new FifoFile(NativeText.absolute(path), policy));
    fifo.file.make();
    return fifo;
  }

  /**
   * {@return the FIFO of a path, which is looked at when it is opened}
   *
   * @param path of the file
   */
  public static Fifo at(Path path) {
    return new Fifo(new FifoFile(NativeText.absolute(path), AccessPolicy.PRIVATE));
  }

  /** {@return the path} */
  public Path path() {
    return file.path();
  }

  /**
   * {@return the permission bits that the file really has}
   *
   * @throws IpcException if it is not a FIFO of this user
   */
  public int mode() throws IpcException {
    return file.mode();
  }

  /**
   * {@return a read end} It does not wait for a writer; reading does.
   *
   * @throws org.javaipc.AccessRefusedException if the path is something else, or another user's
   * @throws IpcException if it cannot be opened
   */
  public PipeReader openReader() throws IpcException {
    return new PipeReader(file.openReader());
  }

  /**
   * {@return a write end; empty if no process has the FIFO open for reading}
   *
   * @throws org.javaipc.AccessRefusedException if the path is something else, or another user's
   * @throws IpcException if it cannot be opened
   */
  public Optional<PipeWriter> tryOpenWriter() throws IpcException {
    Optional<PollableDescriptor> writer = file.openWriter();
    return writer.map(PipeWriter::new);
  }

  /**
   * Opens a write end, waiting for a reader for at most the given time.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return the write end
   * @throws ConnectTimeoutException if no process opened the FIFO for reading in time
   * @throws org.javaipc.AccessRefusedException if the path is something else, or another user's
   * @throws IpcException if it cannot be opened
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public PipeWriter openWriter(Duration timeout) throws IpcException, InterruptedException {
    long start = System.nanoTime();
    long nanos = TimeUnit.NANOSECONDS.convert(timeout);
    for (long pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
      Optional<PipeWriter> writer = tryOpenWriter();
      if (writer.isPresent()) {
        return writer.get();
      }
      if (System.nanoTime() - start >= nanos) {
        throw new ConnectTimeoutException(
            "%s: no reader was open within timeout=%dms; start the reader first, or use a longer timeout on a loaded machine"
                .formatted(path(), timeout.toMillis()));
      }
      Thread.sleep(pause);
    }
  }

  /**
   * Deletes the file, if it is a FIFO of this user; who has it open goes on.
   *
   * @return whether there was one
   * @throws org.javaipc.AccessRefusedException if the path is something else, or another user's
   * @throws IpcException if it cannot be deleted
   */
  public boolean delete() throws IpcException {
    return file.delete();
  }

  @Override
  public String toString() {
    return path().toString();
  }
}
