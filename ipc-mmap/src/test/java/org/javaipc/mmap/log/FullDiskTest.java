package org.javaipc.mmap.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.javaipc.Ipc;
import org.javaipc.ResourceLimitException;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
  @TempDir Path parent;
  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    Needs.root("mount a small file system");
    disk = Files.createDirectory(parent.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=256k,mode=700", "tmpfs", disk.toString());
    Needs.that(mounted, "a tmpfs cannot be mounted here");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", "-l", disk.toString()))
          .isTrue(); // the process is known there as long as it lives
    }
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }

  @Test
  @DisplayName(
      "A full disk is an error before anything is written; with room again the log goes on")
  void fullDisk() throws Exception {
    Path folder = disk.resolve("log");
    try (LogWriter writer = Logs.shared(folder, Logs.SMALL)) {
      int next = fillDisk(writer);
      assertThat(Logs.all(folder)).isEqualTo(Logs.numbers(0, next, 1000));
      assertThatThrownBy(() -> Logs.append(writer, "x".repeat(1000)))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContaining("available=");
      assertThat(Logs.files(disk.resolve("log"))).hasSize(4);
      assertThat(run("mount", "-o", "remount,size=1m", disk.toString())).isTrue();
      Logs.fill(writer, next, next + 100, 1000);
      assertThat(Logs.all(folder)).isEqualTo(Logs.numbers(0, next + 100, 1000));
    }
  }

  @Test
  @DisplayName("Where files are removed by size, a disk that has room for them never fills")
  void removalMakesRoom() throws Exception {
    Path folder = disk.resolve("log");
    LogLimits limits = Logs.SMALL.withKeep("128KiB").orElseThrow();
    try (LogWriter writer = Logs.shared(folder, limits)) {
      Logs.fill(writer, 0, 1000, 1000);
    }
    assertThat(Logs.all(folder)).last().isEqualTo(Logs.numbers(999, 1000, 1000).getFirst());
  }

  @Test
  @DisplayName("A publisher on a full disk is refused, subscriptions go on, and with room both do")
  void fullDiskOfATopic() throws Exception {
    String log = "mmap:" + disk.resolve("log") + "?roll=64KiB";
    byte[] kilobyte = new byte[1000];
    try (TopicPublisher publisher = Ipc.publisher(log + "&keep=all");
        TopicSubscription subscription = Ipc.subscribe(log + "&as=billing&from=start")) {
      int published = 0;
      try {
        for (; published < 1000; published++) {
          publisher.publish(kilobyte);
        }
        fail("the disk has room for everything");
      } catch (ResourceLimitException e) {
        assertThat(e).hasMessageContaining("available=");
      }
      assertThat(poll(subscription)).isPositive().isEqualTo(published);
      assertThatThrownBy(() -> publisher.publish(kilobyte))
          .isInstanceOf(ResourceLimitException.class);
      assertThat(poll(subscription)).isZero();
      assertThat(run("mount", "-o", "remount,size=1m", disk.toString())).isTrue();
      publisher.publish(kilobyte);
      assertThat(poll(subscription)).isOne();
      assertThat(subscription.position()).isEqualTo(published + 1);
    }
  }

  private static int poll(TopicSubscription subscription) throws Exception {
    return subscription.poll((segment, offset, length) -> {}, Integer.MAX_VALUE);
  }

  private static int fillDisk(LogWriter writer) throws Exception {
    for (int i = 0; ; i++) {
      try {
        Logs.append(writer, Logs.numbered(i, 1000));
      } catch (ResourceLimitException e) {
        return i;
      }
    }
  }

  @Test
  @DisplayName("A message longer than the disk is refused, and shorter ones go on")
  void longMessage() throws Exception {
    Path folder = disk.resolve("log");
    try (LogWriter writer = Logs.alone(folder, Logs.SMALL)) {
      Logs.append(writer, "before");
      assertThatThrownBy(() -> Logs.append(writer, "x".repeat(500_000)))
          .isInstanceOf(ResourceLimitException.class);
      Logs.append(writer, "after");
    }
    assertThat(Logs.all(folder)).isEqualTo(List.of("before", "after"));
  }
}
