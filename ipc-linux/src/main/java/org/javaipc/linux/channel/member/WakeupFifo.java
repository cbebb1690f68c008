package org.javaipc.linux.channel.member;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.javaipc.IpcException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.liveness.ProcessLiveness;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Stat;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.wait.PollableDescriptor;
import org.javaipc.spi.NativeText;
import org.jspecify.annotations.Nullable;

/**
 * The bell of this process in a runtime directory: a FIFO beside the files of its slot, {@code
 * .proc-SLOT.bell}. Other processes write a byte to it when they have changed the membership of a channel of this
 * process; the event loop then makes each end check its own control region. The value of the byte does not matter: a
 * ring by a stranger only makes ends check in vain.
 */
public final class WakeupFifo {
  private static final String PREFIX = ".proc-";
  private static final String SUFFIX = ".bell";
  private static final int DRAINED_AT_ONCE = 4096;
  private static final ConcurrentHashMap<RuntimeDirectory, WakeupFifo> BELLS =
      new ConcurrentHashMap<>();

  private final RuntimeDirectory directory;
  private final long self;
  private final MemorySegment drained = Arena.ofAuto().allocate(DRAINED_AT_ONCE);
  private final CopyOnWriteArrayList<Listening> listeners = new CopyOnWriteArrayList<>();

  /** Exists while an end listens. Guarded by this, as is reading it. */
  private @Nullable PollableDescriptor fifo;

  private WakeupFifo(RuntimeDirectory directory, long self) {
    this.directory = directory;
    this.self = self;
  }

  /** {@return the bell of this process, which has a FIFO while an end listens} */
  public static synchronized WakeupFifo of(RuntimeDirectory directory) throws IpcException {
    long self = ProcessLiveness.of(directory).self();
    WakeupFifo bell = BELLS.get(directory);
    if (bell == null) {
      bell = new WakeupFifo(directory, self);
      BELLS.put(directory, bell);
    }
    return bell;
  }

  /**
   * Runs a check whenever the bell rings, until the returned object is closed; the check must not wait.
   *
   * @throws IpcException if there is no FIFO yet and none can be created or watched
   */
  synchronized Listening listen(Runnable look) throws IpcException {
    Listening listening = new Listening(look);
    listeners.add(listening);
    try {
      hang();
      return listening;
    } catch (IpcException | RuntimeException | Error e) {
      listening.close();
      throw e;
    }
  }

  /** Creates the FIFO if it does not exist, or if it was removed. */
  private void hang() throws IpcException {
    PollableDescriptor old = fifo;
    if (old != null && FileStatus.of(old.descriptor()).hasName()) {
      return;
    }
    PollableDescriptor fresh = make(directory, path(directory, self));
    try {
      fresh.whenReadable(this::heard);
    } catch (IpcException | RuntimeException | Error e) {
      fresh.close();
      throw e;
    }
    fifo = fresh;
    if (old != null) {
      old.close();
    }
  }

  /** Removes the FIFO if no end listens any more. */
  private synchronized void takeDown() {
    PollableDescriptor old = fifo;
    if (old != null && listeners.isEmpty()) {
      fifo = null;
      remove(path(directory, self));
      old.close();
    }
  }

  /**
   * An end that listens. Its region must not be given back while it looks: the JVM would throw in the thread that
   * rings, and interrupt it besides.
   */
  final class Listening implements AutoCloseable {
    private final Runnable look;
    private boolean closed;

    private Listening(Runnable look) {
      this.look = look;
    }

    private synchronized void look() {
      if (!closed) {
        look.run();
      }
    }

    /** Ends it; no check runs after this returns. */
    @Override
    public void close() {
      listeners.remove(this);
      synchronized (this) {
        closed = true;
      }
      takeDown();
    }
  }

  /** Makes the ends of a process look; one that has gone does not. */
  public void ring(long slot) {
    if (slot == self) {
      look();
      return;
    }
    String path = path(directory, slot);
    int fd =
        Descriptor.open(
            Fcntl.AT_FDCWD, path, Fcntl.O_WRONLY | Fcntl.O_NONBLOCK | Fcntl.O_NOFOLLOW, 0);
    if (!Errno.failed(fd)) {
      try (Descriptor bell = new Descriptor(fd, path)) {
        // If it is full it rings already.
        Unistd.write(bell.fd(), OneByte.BYTE, 1);
      }
    }
  }

  /** Runs all checks, even if one throws. */
  private void look() {
    Error error = null;
    RuntimeException exception = null;
    for (Listening listening : listeners) {
      try {
        listening.look();
      } catch (Error e) {
        error = e;
      } catch (RuntimeException e) {
        exception = e;
      }
    }
    if (error != null) {
      throw error;
    }
    if (exception != null) {
      throw exception;
    }
  }

  /**
   * Called by the event loop. Listens again before it runs the checks, so that no ring is lost even if an end throws.
   */
  private void heard() {
    drain();
    look();
  }

  private synchronized void drain() {
    PollableDescriptor open = fifo;
    if (open == null) {
      return;
    }
    long read;
    do {
      read = Unistd.read(open.fd(), drained, DRAINED_AT_ONCE);
    } while (read == DRAINED_AT_ONCE || Errno.interrupted(read));
    try {
      open.whenReadable(this::heard);
    } catch (IpcException e) {
      throw new IllegalStateException(e); // it could be watched before
    }
  }

  /** Opened for both, it always has a writer, and never hangs up. */
  private static PollableDescriptor make(RuntimeDirectory directory, String path)
      throws IpcException {
    remove(path); // of this process, from a try that failed
    try (Arena arena = Arena.ofConfined()) {
      int made = Stat.mkfifoat(Fcntl.AT_FDCWD, CString.of(arena, path), 0600);
      SystemErrors.check(made, "mkfifo", path);
    }
    try {
      new File(path).deleteOnExit();
    } catch (IllegalStateException e) {
      // The JVM is past its shutdown hooks: the next process removes it.
    }
    int flags = Fcntl.O_RDWR | Fcntl.O_NONBLOCK | Fcntl.O_NOFOLLOW;
    int fd = Descriptor.open(Fcntl.AT_FDCWD, path, flags, 0);
    Descriptor fifo = new Descriptor((int) SystemErrors.check(fd, "open", path), path);
    try {
      FileAccess.ofMembers(directory.writingGroup()).applyTo(fifo);
      return new PollableDescriptor(fifo);
    } catch (IpcException | RuntimeException | Error e) {
      fifo.close();
      throw e;
    }
  }

  private static void remove(String path) {
    try (Arena arena = Arena.ofConfined()) {
      Unistd.unlinkat(Fcntl.AT_FDCWD, CString.of(arena, path), 0);
    }
  }

  private static String path(RuntimeDirectory directory, long slot) {
    return NativeText.text(directory.path())
        + "/"
        + PREFIX
        + HexFormat.of().toHexDigits(slot)
        + SUFFIX;
  }

  private static final class OneByte {
    static final MemorySegment BYTE = Arena.global().allocate(1);
  }
}
