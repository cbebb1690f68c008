package org.javaipc.linux.sysv;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import org.javaipc.linux.raw.ipc.Msg;

/** The fields of {@code struct msqid_ds}. */
final class SystemVQueueFields {
  private static final int PERMISSIONS = 0777;

  private static final long KEY = permission("__key");
  private static final long UID = permission("uid");
  private static final long GID = permission("gid");
  private static final long CUID = permission("cuid");
  private static final long CGID = permission("cgid");
  private static final long MODE = permission("mode");
  private static final long STIME = offset("msg_stime");
  private static final long RTIME = offset("msg_rtime");
  private static final long CTIME = offset("msg_ctime");
  private static final long CBYTES = offset("__msg_cbytes");
  private static final long QNUM = offset("msg_qnum");
  private static final long QBYTES = offset("msg_qbytes");
  private static final long LSPID = offset("msg_lspid");
  private static final long LRPID = offset("msg_lrpid");

  private SystemVQueueFields() {}

  /** {@return the status in the structure} */
  static SystemVQueueStatus read(MemorySegment struct) {
    return new SystemVQueueStatus(
        number(struct, KEY),
        number(struct, UID),
        number(struct, GID),
        number(struct, CUID),
        number(struct, CGID),
        number(struct, MODE) & PERMISSIONS,
        struct.get(ValueLayout.JAVA_LONG, QNUM),
        struct.get(ValueLayout.JAVA_LONG, CBYTES),
        struct.get(ValueLayout.JAVA_LONG, QBYTES),
        number(struct, LSPID),
        number(struct, LRPID),
        time(struct, STIME),
        time(struct, RTIME),
        time(struct, CTIME));
  }

  static long messages(MemorySegment struct) {
    return struct.get(ValueLayout.JAVA_LONG, QNUM);
  }

  /** {@return whether the kernel would accept a message} It counts both bytes and messages. */
  static boolean hasRoom(MemorySegment struct, long length) {
    long capacity = struct.get(ValueLayout.JAVA_LONG, QBYTES);
    return struct.get(ValueLayout.JAVA_LONG, CBYTES) + length <= capacity
        && messages(struct) + 1 <= capacity;
  }

  /** Writes the fields that IPC_SET reads. */
  static void write(MemorySegment struct, long capacity, int uid, int gid, int mode) {
    struct.set(ValueLayout.JAVA_LONG, QBYTES, capacity);
    struct.set(ValueLayout.JAVA_INT, UID, uid);
    struct.set(ValueLayout.JAVA_INT, GID, gid);
    struct.set(ValueLayout.JAVA_INT, MODE, mode);
  }

  private static int number(MemorySegment struct, long offset) {
    return struct.get(ValueLayout.JAVA_INT, offset);
  }

  private static Instant time(MemorySegment struct, long offset) {
    return Instant.ofEpochSecond(struct.get(ValueLayout.JAVA_LONG, offset));
  }

  private static long permission(String field) {
    return Msg.MSQID_DS.byteOffset(
        PathElement.groupElement("msg_perm"), PathElement.groupElement(field));
  }

  private static long offset(String field) {
    return Msg.MSQID_DS.byteOffset(PathElement.groupElement(field));
  }
}
