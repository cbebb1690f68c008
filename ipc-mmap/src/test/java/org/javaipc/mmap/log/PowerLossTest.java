package org.javaipc.mmap.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.javaipc.CorruptChannelException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power fails: what was written since the last sync is on the medium in part, page by page. A page that was not written has
 * what it had at the sync, and of the files made since then the last ones are missing.
 */
@Timeout(120)
class PowerLossTest {
  private static final int ROUNDS = 150;
  private static final int PAGE = 4096;
  private static final long OTHER_BOOT = 4711;

  @TempDir Path parent;

  @Test
  @DisplayName("Whatever pages were written, what was synced is there, and nothing torn is read")
  void anyPages() throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < ROUNDS; round++) {
      Path folder = parent.resolve("log" + round % 10);
      Path lost = parent.resolve("lost" + round);
      int synced = 1 + random.nextInt(300);
      int count = synced + random.nextInt(400);
      Map<String, byte[]> before;
      Map<String, byte[]> after;
      try (LogWriter writer = Logs.shared(folder, Logs.SMALL)) {
        fill(writer, 0, synced);
        writer.sync();
        before = content(folder);
        fill(writer, synced, count);
        after = content(folder);
      }
      remove(folder);
      restore(lost, before, after, random);
      check(lost, synced, count, "seed=" + seed + " round=" + round);
      remove(lost);
    }
  }

  private static void fill(LogWriter writer, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      Logs.append(writer, text(i));
    }
  }

  private static String text(int number) {
    return Logs.numbered(number, 1 + number * 37 % 900);
  }

  private static List<String> texts(int to) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < to; i++) {
      texts.add(Logs.shown(text(i)));
    }
    return texts;
  }

  private static Map<String, byte[]> content(Path folder) throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    for (Path file : Logs.files(folder)) {
      content.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
    return content;
  }

  private static void restore(
      Path folder, Map<String, byte[]> before, Map<String, byte[]> after, SplittableRandom random)
      throws IOException {
    Files.createDirectory(folder);
    int named = before.size() + random.nextInt(after.size() - before.size() + 1);
    int written = random.nextInt(11); // tenths of the pages
    for (Map.Entry<String, byte[]> each : after.entrySet().stream().limit(named).toList()) {
      byte[] pages =
          Arrays.copyOf(before.getOrDefault(each.getKey(), new byte[0]), each.getValue().length);
      for (int page = 0; page < pages.length; page += PAGE) {
        if (random.nextInt(10) < written) {
          int length = Math.min(PAGE, pages.length - page);
          System.arraycopy(each.getValue(), page, pages, page, length);
        }
      }
      Path file = Files.write(folder.resolve(each.getKey()), pages);
      if (!LogFile.isBlank(file)) {
        Logs.poke(file, LogFileDescriptor.BOOT_OFFSET, OTHER_BOOT);
      }
    }
  }

  private static void check(Path folder, int synced, int count, String what) throws Exception {
    List<String> read = new ArrayList<>();
    try (LogReader reader = LogReader.open(folder, new LogStart.Start())) {
      Logs.read(reader, read);
    } catch (CorruptChannelException e) {
      assertThat(e).as(what).hasMessageContaining(folder.toString());
    }
    assertThat(read).as(what).hasSizeBetween(synced, count).isEqualTo(texts(read.size()));
    int next;
    try (LogWriter writer = Logs.shared(folder, Logs.SMALL)) {
      next = (int) writer.next();
      assertThat(next).as(what).isEqualTo(read.size());
      fill(writer, next, next + 3);
    }
    assertThat(Logs.all(folder)).as(what).isEqualTo(texts(next + 3));
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
