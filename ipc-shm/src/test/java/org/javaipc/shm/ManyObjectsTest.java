package org.javaipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.javaipc.shm.SemaphoreOperation.take;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.javaipc.AccessPolicy;
import org.javaipc.linux.sysv.SystemVKind;
import org.javaipc.linux.sysv.SystemVObjects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many of each are made, used and removed, and none is left: 2,000, or as many as {@code
 * -Dipc.test.objects} says.
 */
class ManyObjectsTest {
  private static final int COUNT = Integer.getInteger("ipc.test.objects", 2_000);
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** What the first of all opens for good: the runtime directory and this process's slot. */
  private static final int FOR_GOOD = 8;

  @TempDir Path folder;
  private int descriptors;

  private static int openDescriptors() {
    return DESCRIPTORS.toFile().list().length;
  }

  @BeforeEach
  void count() {
    descriptors = openDescriptors();
  }

  @AfterEach
  void noDescriptorIsLeft() {
    assertThat(openDescriptors()).isLessThanOrEqualTo(descriptors + FOR_GOOD);
  }

  @Test
  @DisplayName("S8 many sets made and removed leave nothing")
  void systemVSemaphoreSets() throws Exception {
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < COUNT; i++) {
      SystemVSemaphoreSet set = SystemVSemaphoreSet.createPrivate(0600, 1, 2);
      ids.add(set.id());
      set.group(take(0, 1), take(1, 2)).perform();
      set.remove();
    }
    assertThat(ids).hasSize(COUNT);
    assertThat(SystemVObjects.list(SystemVKind.SEMAPHORES))
        .noneMatch(left -> ids.contains(left.identity().id()));
  }

  @Test
  @DisplayName("S9 many semaphores made and unlinked leave nothing")
  void posixSemaphores() throws Exception {
    String prefix = "/ipc-test-many-" + ProcessHandle.current().pid() + "-";
    for (int i = 0; i < COUNT; i++) {
      try (PosixSemaphore semaphore = PosixSemaphore.create(prefix + i, AccessPolicy.PRIVATE, 1)) {
        assertThat(semaphore.tryAcquire()).isTrue();
      }
      PosixSemaphore.unlink(prefix + i);
    }
    try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
      assertThat(files.map(Path::toString)).noneMatch(file -> file.contains(prefix.substring(1)));
    }
  }

  @Test
  @DisplayName("S10 many locks made and closed leave nothing")
  void locks() throws Exception {
    Path directory = folder.resolve("run");
    for (int i = 0; i < COUNT; i++) {
      try (InterProcessLock lock =
          InterProcessLock.open("lock-" + i, Optional.of(directory), AccessPolicy.PRIVATE)) {
        assertThat(lock.lock()).isEqualTo(Acquisition.ACQUIRED);
        lock.unlock();
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(file -> file.startsWith("lock-"));
    }
  }
}
