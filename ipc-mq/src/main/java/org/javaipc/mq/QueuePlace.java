package org.javaipc.mq;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalInt;
import org.javaipc.AccessRefusedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.linux.file.IpcNamespace;

/**
 * What a channel's header says of its queue.
 *
 * <pre>
 * +-----+--------------------------------------------+
 * |   0 | IPC namespace in which the queue lives     |
 * |   8 | id of a System V queue                     |
 * |  16 | type of the message that marks it          |
 * |  24 | name of a POSIX queue, ending with a zero; |
 * |     | or the key of a System V queue             |
 * +-----+--------------------------------------------+
 * </pre>
 */
final class QueuePlace {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final long NOWHERE = 0;
  private static final long NAMESPACE_OFFSET = 0;
  private static final long ID_OFFSET = NAMESPACE_OFFSET + Long.BYTES;
  private static final long MARK_OFFSET = ID_OFFSET + Long.BYTES;
  private static final long NAME_OFFSET = MARK_OFFSET + Long.BYTES;
  private static final long KEY_OFFSET = NAME_OFFSET;

  private QueuePlace() {}

  /** Writes which key a System V queue will have, before it exists. */
  static void announce(MemorySegment place, int key) {
    place.set(LONG, KEY_OFFSET, key);
  }

  /** Writes where a System V queue is. */
  static void write(MemorySegment place, int id, long mark) throws IpcException {
    place.set(LONG, ID_OFFSET, id);
    place.set(LONG, MARK_OFFSET, mark);
    place.set(LONG, NAMESPACE_OFFSET, IpcNamespace.current());
  }

  /** Writes where a POSIX queue is. */
  static void write(MemorySegment place, String name) throws IpcException {
    place.setString(NAME_OFFSET, name);
    place.set(LONG, NAMESPACE_OFFSET, IpcNamespace.current());
  }

  static int id(MemorySegment place, String channel) throws CorruptChannelException {
    long id = place.get(LONG, ID_OFFSET);
    if (id < 0 || id > Integer.MAX_VALUE) {
      throw new CorruptChannelException(
          channel + ": its header does not describe a queue: id=" + id);
    }
    return (int) id;
  }

  /**
   * {@return the key of a queue whose maker died before it wrote where the queue is; empty if it got that far, or not as
   * far as a key}
   */
  static OptionalInt announcedKey(MemorySegment place) {
    long key = place.get(LONG, KEY_OFFSET);
    boolean unfinished = place.get(LONG, NAMESPACE_OFFSET) == NOWHERE;
    return unfinished && key != 0 && key == (int) key
        ? OptionalInt.of((int) key)
        : OptionalInt.empty();
  }

  static long mark(MemorySegment place) {
    return place.get(LONG, MARK_OFFSET);
  }

  static String name(MemorySegment place, String channel) throws CorruptChannelException {
    StringBuilder name = new StringBuilder();
    for (long i = NAME_OFFSET; i < place.byteSize(); i++) {
      char c = (char) (place.get(ValueLayout.JAVA_BYTE, i) & 0xff);
      if (c == 0 && name.toString().startsWith("javaipc-")) {
        return name.toString();
      }
      if (c <= ' ' || c > '~' || c == '/') {
        break;
      }
      name.append(c);
    }
    throw new CorruptChannelException(channel + ": its header does not name a queue of javaipc");
  }

  /**
   * {@return whether the place tells of a queue in the IPC namespace of this process} Where a container was killed and
   * started again, it tells of one that ended with the old container's namespace.
   *
   * @param place that a receiver wrote, or did not write yet
   * @param channel for messages
   * @param sending whether the caller sends to a living receiver; otherwise it has taken over from a dead one
   * @throws AccessRefusedException if the queue is in a namespace that still exists, as far as this process can see
   */
  static boolean isHere(MemorySegment place, String channel, boolean sending) throws IpcException {
    long namespace = place.get(LONG, NAMESPACE_OFFSET);
    if (namespace == NOWHERE || namespace == IpcNamespace.current()) {
      return namespace != NOWHERE;
    }
    if (sending || IpcNamespace.isInUse(namespace)) {
      throw new AccessRefusedException(
          channel
              + ": its queue is in another IPC namespace; start both processes in one (docker run"
              + " --ipc=container:...), or use shm:");
    }
    return false;
  }
}
