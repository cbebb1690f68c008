package org.javaipc.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.linux.lock.OfdLock;

/**
 * Searches /proc for who holds a lock. The line of a lock in /proc/PID/fdinfo/FD:
 *
 * <pre>
 *   lock:   1: OFDLCK ADVISORY  WRITE -1 fe:01:1835045 0 EOF
 *              kind             type  pid device:inode first last
 * </pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html">proc_pid_fdinfo(5)</a>
 */
final class LockHolders {
  private static final Path PROC = Path.of("/proc");
  private static final String LINE = "lock:";

  private final Path path;
  private final long first;
  private final long last;
  private final List<LockHolder> found = new ArrayList<>();

  private LockHolders(Path path, long position, long length) {
    this.path = path;
    this.first = position;
    this.last = length == 0 ? Long.MAX_VALUE : position + length - 1;
  }

  /**
   * {@return who is in the way of a lock; never empty}
   *
   * @param path of the file
   * @param own our descriptor of it, which is not in our own way
   * @param position of the lock
   * @param length of it
   * @param conflict what the kernel says is in the way
   */
  static List<LockHolder> find(
      Path path, int own, long position, long length, OfdLock.Conflict conflict) {
    LockHolders holders = new LockHolders(path, position, length);
    for (Path process : list(PROC, "[0-9]*")) {
      holders.search(process, process.getFileName().toString(), own);
    }
    if (holders.found.isEmpty()) {
      OptionalLong pid =
          conflict.pid() > 0 ? OptionalLong.of(conflict.pid()) : OptionalLong.empty();
      holders.found.add(
          new LockHolder(pid, "", conflict.exclusive(), conflict.position(), conflict.length()));
    }
    return List.copyOf(holders.found);
  }

  private void search(Path process, String pid, int own) {
    boolean ourselves = Long.parseLong(pid) == ProcessHandle.current().pid();
    for (Path info : list(process.resolve("fdinfo"), "*")) {
      String fd = info.getFileName().toString();
      if (ourselves && fd.equals(Integer.toString(own))) {
        continue;
      }
      for (String line : text(info).lines().filter(each -> each.startsWith(LINE)).toList()) {
        Optional<LockHolder> holder = parse(line, pid, process);
        if (holder.isPresent() && isSame(process.resolve("fd").resolve(fd))) {
          found.add(holder.get());
        }
      }
    }
  }

  private Optional<LockHolder> parse(String line, String pid, Path process) {
    String[] word = line.substring(LINE.length()).strip().split("\\s+", -1);
    if (word.length < 8 || !(word[1].equals("OFDLCK") || word[1].equals("POSIX"))) {
      return Optional.empty();
    }
    long from = Long.parseLong(word[6]);
    long to = word[7].equals("EOF") ? Long.MAX_VALUE : Long.parseLong(word[7]);
    if (from > last || to < first) {
      return Optional.empty();
    }
    return Optional.of(
        new LockHolder(
            OptionalLong.of(Long.parseLong(pid)),
            text(process.resolve("comm")).strip(),
            word[3].equals("WRITE"),
            from,
            to == Long.MAX_VALUE ? 0 : to - from + 1));
  }

  private boolean isSame(Path descriptor) {
    try {
      return Files.isSameFile(descriptor, path);
    } catch (IOException e) {
      return false; // it has just been closed
    }
  }

  private static List<Path> list(Path folder, String glob) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
      List<Path> all = new ArrayList<>();
      entries.forEach(all::add);
      return all;
    } catch (IOException | DirectoryIteratorException e) {
      return List.of(); // it has gone, or is another user's
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return ""; // it has gone, or is another user's
    }
  }
}
