package org.javaipc.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What the kernel says of System V objects that have no name in any directory. It knows who made a segment, and who put
 * the last message into a queue.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_sysvipc.5.html">proc_sysvipc(5)</a>
 */
final class SystemVTables {
  private static final Path TABLES = Path.of("/proc/sysvipc");

  private SystemVTables() {}

  /** {@return the segments and queues of processes, as {@code queue 7}} */
  static List<String> of(Collection<Long> pids) throws IOException {
    List<String> all = new ArrayList<>();
    all.addAll(rows("segment", "shm", "shmid", "cpid", pids));
    all.addAll(rows("queue", "msg", "msqid", "lspid", pids));
    return all;
  }

  private static List<String> rows(
      String what, String table, String id, String maker, Collection<Long> pids)
      throws IOException {
    Path file = TABLES.resolve(table);
    if (!Files.isReadable(file)) {
      return List.of();
    }
    List<List<String>> rows = Files.readAllLines(file).stream().map(SystemVTables::cells).toList();
    int idColumn = rows.getFirst().indexOf(id);
    int makerColumn = rows.getFirst().indexOf(maker);
    return rows.stream()
        .skip(1)
        .filter(row -> pids.contains(Long.valueOf(row.get(makerColumn))))
        .map(row -> what + " " + row.get(idColumn))
        .toList();
  }

  private static List<String> cells(String line) {
    return List.of(line.strip().split(" +", -1));
  }
}
