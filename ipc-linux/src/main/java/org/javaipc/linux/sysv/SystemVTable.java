package org.javaipc.linux.sysv;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.linux.raw.ipc.Shm;

/**
 * The kernel's tables of System V objects. Any user may read them, even for objects that the user may not use. Columns
 * are found by their names, since new ones were added over time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_sysvipc.5.html">proc_sysvipc(5)</a>
 */
final class SystemVTable {
  private static final String SPACES = "\\s+";
  private static final int PERMISSIONS = 0777;

  private final Map<String, Integer> columns = new HashMap<>();
  private String[] cells = {};

  private SystemVTable(String header) {
    for (String name : header.strip().split(SPACES, -1)) {
      columns.put(name, columns.size());
    }
  }

  static List<SystemVObject> readAll() throws IpcException {
    List<SystemVObject> all = new ArrayList<>();
    for (SystemVKind kind : SystemVKind.values()) {
      all.addAll(read(kind));
    }
    return List.copyOf(all);
  }

  static List<SystemVObject> read(SystemVKind kind) throws IpcException {
    Path path = Path.of("/proc/sysvipc", kind.word());
    try {
      return parse(kind, Files.readAllLines(path));
    } catch (IOException | RuntimeException e) {
      throw new IpcException(path + ": cannot be read as the kernel's list of objects: " + e, e);
    }
  }

  static List<SystemVObject> parse(SystemVKind kind, List<String> lines) {
    List<SystemVObject> objects = new ArrayList<>();
    SystemVTable table = new SystemVTable(lines.getFirst());
    for (String line : lines.subList(1, lines.size())) {
      table.cells = line.strip().split(SPACES, -1);
      objects.add(
          switch (kind) {
            case SEGMENT -> table.segment();
            case SEMAPHORES -> table.semaphores();
            case QUEUE -> table.queue();
          });
    }
    return List.copyOf(objects);
  }

  private SystemVObject segment() {
    return new SystemVObject.Segment(
        identity("shmid"),
        number("size"),
        pid("cpid"),
        pid("lpid"),
        number("nattch"),
        (mode() & Shm.SHM_DEST) != 0,
        (mode() & Shm.SHM_LOCKED) != 0,
        time("atime"),
        time("dtime"),
        time("ctime"));
  }

  private SystemVObject semaphores() {
    return new SystemVObject.Semaphores(
        identity("semid"), number("nsems"), time("otime"), time("ctime"));
  }

  private SystemVObject queue() {
    return new SystemVObject.Queue(
        identity("msqid"),
        number("cbytes"),
        number("qnum"),
        pid("lspid"),
        pid("lrpid"),
        time("stime"),
        time("rtime"),
        time("ctime"));
  }

  private SystemVIdentity identity(String id) {
    return new SystemVIdentity(
        (int) number(id),
        (int) number("key"),
        mode() & PERMISSIONS,
        number("uid"),
        number("gid"),
        number("cuid"),
        number("cgid"));
  }

  private int mode() {
    return Integer.parseInt(cell("perms"), 8);
  }

  private int pid(String column) {
    return (int) number(column);
  }

  private Optional<Instant> time(String column) {
    long seconds = number(column);
    return seconds == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
  }

  private long number(String column) {
    return Long.parseLong(cell(column));
  }

  private String cell(String column) {
    return cells[requireNonNull(columns.get(column), column)];
  }
}
