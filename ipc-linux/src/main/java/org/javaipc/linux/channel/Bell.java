package org.javaipc.linux.channel;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.javaipc.IpcException;
import org.javaipc.linux.Descriptor;
import org.javaipc.linux.ProcessLiveness;
import org.javaipc.linux.RuntimeDirectory;
import org.javaipc.linux.SystemErrors;
import org.javaipc.linux.kernel.PollableDescriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.Fcntl;
import org.javaipc.linux.raw.Stat;
import org.javaipc.linux.raw.Unistd;

/**
 * The bell of this process in a runtime directory: a FIFO beside the files of its slot, {@code
 * .proc-SLOT.bell}. Others write a byte to it when they have changed who takes part in a channel of
 * this process; the reactor's thread then has each end look at its own control region. What the byte
 * is does not matter: a stranger who rings makes ends look for nothing.
 */
final class Bell {
  private static final String PREFIX = ".proc-";
  private static final String SUFFIX = ".bell";
  private static final int DRAINED_AT_ONCE = 4096;
  private static final ConcurrentHashMap<RuntimeDirectory, Bell> BELLS = new ConcurrentHashMap<>();

  private final RuntimeDirectory directory;
  private final long self;
  private final PollableDescriptor fifo;
  private final MemorySegment drained = Arena.ofAuto().allocate(DRAINED_AT_ONCE);
  private final CopyOnWriteArrayList<Listening> listeners = new CopyOnWriteArrayList<>();

  private Bell(RuntimeDirectory directory, long self, PollableDescriptor fifo) {
    this.directory = directory;
    this.self = self;
    this.fifo = fifo;
  }

  /** {@return the bell of this process, which lives as long as it} */
  static synchronized Bell of(RuntimeDirectory directory) throws IpcException {
    Bell bell = BELLS.get(directory);
    if (bell == null) {
      long self = ProcessLiveness.of(directory).self();
      bell = new Bell(directory, self, make(path(directory, self)));
      bell.fifo.whenReadable(bell::heard);
      BELLS.put(directory, bell);
    }
    return bell;
  }

  /** Has a look run whenever somebody rings, until what this returns is closed; it must not wait. */
  Listening listen(Runnable look) {
    Listening listening = new Listening(look);
    listeners.add(listening);
    return listening;
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

    /** Ends it: nobody looks any more when this returns. */
    @Override
    public void close() {
      listeners.remove(this);
      synchronized (this) {
        closed = true;
      }
    }
  }

  /** Makes the ends of a process look; one that has gone does not. */
  void ring(long slot) {
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

  private void look() {
    listeners.forEach(Listening::look);
  }

  private void heard() {
    long read = Unistd.read(fifo.fd(), drained, DRAINED_AT_ONCE);
    while (read == DRAINED_AT_ONCE || Errno.interrupted(read)) {
      read = Unistd.read(fifo.fd(), drained, DRAINED_AT_ONCE);
    }
    try {
      look();
    } finally {
      hearAgain();
    }
  }

  private void hearAgain() {
    try {
      fifo.whenReadable(this::heard);
    } catch (IpcException e) {
      throw new IllegalStateException(e); // it could be watched before
    }
  }

  /** Opened for both, it always has a writer, and never hangs up. */
  private static PollableDescriptor make(String path) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      int made = Stat.mkfifoat(Fcntl.AT_FDCWD, arena.allocateFrom(path), 0600);
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
    int mode = 0600 | (groupOf(path) ? 0020 : 0);
    SystemErrors.check(Stat.fchmod(fifo.fd(), mode), "fchmod", path);
    return new PollableDescriptor(fifo);
  }

  /** Whoever may use the directory may ring. */
  private static boolean groupOf(String path) {
    File parent = new File(path).getParentFile();
    try {
      return parent != null
          && java.nio.file.Files.getPosixFilePermissions(parent.toPath())
              .contains(java.nio.file.attribute.PosixFilePermission.GROUP_WRITE);
    } catch (java.io.IOException e) {
      return false;
    }
  }

  private static String path(RuntimeDirectory directory, long slot) {
    return directory.path() + "/" + PREFIX + HexFormat.of().toHexDigits(slot) + SUFFIX;
  }

  private static final class OneByte {
    static final MemorySegment BYTE = Arena.global().allocate(1);
  }
}
