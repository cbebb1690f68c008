package org.javaipc.mq;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.AccessRefusedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.linux.SystemVQueue;

/**
 * What a channel's header says of its queue.
 *
 * <pre>
 * +-----+--------------------------------------------+
 * |   0 | IPC namespace in which the queue lives     |
 * |   8 | id of a System V queue                     |
 * |  16 | type of the message that marks it          |
 * |  24 | name of a POSIX queue, ending with a zero  |
 * +-----+--------------------------------------------+
 * </pre>
 */
final class QueuePlace {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final long NAMESPACE_OFFSET = 0;
  private static final long ID_OFFSET = NAMESPACE_OFFSET + Long.BYTES;
  private static final long MARK_OFFSET = ID_OFFSET + Long.BYTES;
  private static final long NAME_OFFSET = MARK_OFFSET + Long.BYTES;

  private QueuePlace() {}

  /** Writes where a System V queue is. */
  static void write(MemorySegment place, int id, long mark) throws IpcException {
    place.set(LONG, ID_OFFSET, id);
    place.set(LONG, MARK_OFFSET, mark);
    place.set(LONG, NAMESPACE_OFFSET, SystemVQueue.namespace());
  }

  /** Writes where a POSIX queue is. */
  static void write(MemorySegment place, String name) throws IpcException {
    place.setString(NAME_OFFSET, name);
    place.set(LONG, NAMESPACE_OFFSET, SystemVQueue.namespace());
  }

  /** {@return whether nobody has written it yet} */
  static boolean isEmpty(MemorySegment place) {
    return place.get(LONG, NAMESPACE_OFFSET) == 0;
  }

  static int id(MemorySegment place, String channel) throws CorruptChannelException {
    long id = place.get(LONG, ID_OFFSET);
    if (id < 0 || id > Integer.MAX_VALUE) {
      throw new CorruptChannelException(
          channel + ": its header does not describe a queue: id=" + id);
    }
    return (int) id;
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

  /** Makes sure that a name or id of the place means something to this process. */
  static void requireSameNamespace(MemorySegment place, String channel) throws IpcException {
    if (place.get(LONG, NAMESPACE_OFFSET) != SystemVQueue.namespace()) {
      throw new AccessRefusedException(
          channel
              + ": its queue lives in another IPC namespace; start both processes in one (docker"
              + " run --ipc=container:...), or use shm:");
    }
  }
}
