package org.javaipc.linux.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.ChannelBusyException;
import org.javaipc.CorruptChannelException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.file.FileSpace;
import org.javaipc.linux.file.Mapping;
import org.javaipc.linux.liveness.ProcessLiveness;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.liveness.UnpublishedFile;
import org.javaipc.linux.lock.LockByte;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.wait.ChildJvm;
import org.javaipc.spi.SharedRegion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRegionStoreTest {
  private static final long SIZE = 65536;

  @TempDir Path temporary;
  private RuntimeDirectory directory;
  private Path path;

  @BeforeEach
  void makeDirectory() throws Exception {
    directory = RuntimeDirectory.open(Optional.of(temporary.resolve("run")), AccessPolicy.PRIVATE);
    path = directory.path().resolve("a.shm");
  }

  private FileRegionStore store(AccessPolicy policy) {
    return new FileRegionStore(directory, "a.shm", TestRegions.FORMAT, policy);
  }

  private FileRegionStore store() {
    return store(AccessPolicy.PRIVATE);
  }

  private SharedRegion create() throws IOException {
    return store().create(SIZE, SIZE, TestRegions::header);
  }

  @Test
  void senderSeesWhatReceiverWrote() throws Exception {
    try (SharedRegion receiver = create();
        SharedRegion sender = store().open().orElseThrow()) {
      receiver.segment().set(ValueLayout.JAVA_INT, 4096, 42);
      assertThat(sender.segment().get(ValueLayout.JAVA_INT, 4096)).isEqualTo(42);
      assertThat(sender.segment().byteSize()).isEqualTo(SIZE);
      assertThat(sender.describe()).isEqualTo(path.toString());
      receiver.unlink();
      receiver.unlink();
      assertThat(store().open()).isEmpty();
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void segmentThrowsAfterClose() throws Exception {
    SharedRegion region = create();
    region.unlink();
    region.close();
    region.close();
    assertThatThrownBy(() -> region.segment().get(ValueLayout.JAVA_INT, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(region::tryLock).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void secondLiveReceiverIsRefusedAndNamed() throws Exception {
    try (SharedRegion receiver = create()) {
      assertThatThrownBy(this::create)
          .isInstanceOf(ChannelBusyException.class)
          .hasMessageContaining(path.toString())
          .hasMessageContaining("pid " + ProcessHandle.current().pid());
      receiver.unlink();
    }
  }

  @Test
  void deadOwnersFileIsRemovedByNextReceiver() throws Exception {
    create().close();
    assertThat(path).exists();
    try (SharedRegion receiver = store().create(8192, 4096, TestRegions::header)) {
      assertThat(Files.size(path)).isEqualTo(8192);
      receiver.unlink();
    }
  }

  @Test
  void deadOwnersFileIsRemovedByNextSender() throws Exception {
    create().close();
    assertThat(store().open()).isEmpty();
    assertThat(path).doesNotExist();
  }

  @Test
  void killedReceiversFileIsRemovedAndLiveOnesIsNot() throws Exception {
    try (ChildJvm child = ChildJvm.start(TestRegions.class, directory.path(), "a.shm", 1)) {
      assertThat(child.line()).isEqualTo("created");
      assertThatThrownBy(this::create)
          .isInstanceOf(ChannelBusyException.class)
          .hasMessageContaining("pid " + child.pid() + " (java)");
      store().open().orElseThrow().close();
      child.kill();
      child.exit();
    }
    assertThat(path).exists();
    create().close();
  }

  @Test
  void ofManyReceiversOnOneLeftoverExactlyOneWins() throws Exception {
    for (int round = 0; round < 100; round++) {
      create().close(); // a leftover
      AtomicInteger busy = new AtomicInteger();
      Callable<Optional<SharedRegion>> attempt =
          () -> {
            try {
              return Optional.of(create());
            } catch (ChannelBusyException e) {
              busy.incrementAndGet();
              return Optional.empty();
            }
          };
      Callable<Optional<SharedRegion>> sender = () -> store().open();
      try (var threads = Executors.newFixedThreadPool(6)) {
        List<SharedRegion> won = new ArrayList<>();
        for (Future<Optional<SharedRegion>> result :
            threads.invokeAll(List.of(attempt, sender, attempt, sender, attempt, sender))) {
          result.get().ifPresent(won::add);
        }
        assertThat(busy).hasValue(2);
        for (SharedRegion region : won) {
          region.close();
        }
      }
      Files.delete(path);
    }
  }

  @Test
  void leftoverThatAnotherProcessIsRemovingIsNotRemovedTwice() throws Exception {
    create().close();
    int fd = directory.openFile("a.shm", Fcntl.O_RDWR);
    try (Descriptor other = new Descriptor(fd, "the other process's")) {
      assertThat(LockByte.REMOVER.of(other).tryLock()).isTrue();
      assertThat(store().open()).isEmpty();
      assertThatThrownBy(this::create)
          .isInstanceOf(ChannelBusyException.class)
          .hasMessageContaining("remove");
      assertThat(path).exists();
    }
    create().close();
  }

  @ParameterizedTest
  @CsvSource({
    "0600,rw-------",
    "0660,rw-rw----",
    "0644,rw-------",
    "0640,rw-------",
    "0664,rw-rw----",
    "0666,rw-rw----",
    "0777,rwxrw----"
  })
  void whoeverCannotWriteCannotOpenTheFileAndLockIt(String mode, String permissions)
      throws Exception {
    AccessPolicy policy = new AccessPolicy(Integer.parseInt(mode, 8), Set.of(), Set.of());
    try (SharedRegion region = store(policy).create(SIZE, SIZE, TestRegions::header)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo(permissions);
      region.unlink();
    }
  }

  @Test
  void fileThatIsNoChannelIsLeftAlone() throws Exception {
    for (String content : List.of("", "short", "a text that is longer than eight bytes")) {
      Files.writeString(path, content);
      assertThatThrownBy(this::create)
          .isInstanceOf(CorruptChannelException.class)
          .hasMessageContaining(path.toString())
          .hasMessageContaining("left alone");
      assertThatThrownBy(() -> store().open()).isInstanceOf(CorruptChannelException.class);
      assertThat(path).hasContent(content);
    }
  }

  @Test
  void whatIsNoRegularFileIsRefused() throws Exception {
    Path target = Files.writeString(temporary.resolve("target"), "x".repeat(100));
    Files.createSymbolicLink(path, target);
    assertRefused("");
    Files.delete(path);
    Files.createDirectory(path);
    assertRefused("not a regular file");
    Files.delete(path);
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    assertRefused("a FIFO");
  }

  private void assertRefused(String words) {
    assertThatThrownBy(this::create)
        .isInstanceOf(AccessRefusedException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(words);
    assertThatThrownBy(() -> store().open()).isInstanceOf(AccessRefusedException.class);
    assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void anotherUsersFileNeedsTrust() throws Exception {
    try (SharedRegion region = create()) {
      TestRegions.giveTo(path, 12345);
      assertThatThrownBy(() -> store().open())
          .isInstanceOf(AccessRefusedException.class)
          .hasMessageContaining("trust=uid:12345");
      assertThatThrownBy(this::create).isInstanceOf(AccessRefusedException.class);
      store(new AccessPolicy(0600, Set.of(12345), Set.of())).open().orElseThrow().close();
      region.unlink();
    }
  }

  @Test
  void nameLockExcludesRegionsOfOneProcess() throws Exception {
    try (SharedRegion receiver = create()) {
      SharedRegion sender = store().open().orElseThrow();
      assertThat(receiver.tryLock()).isTrue();
      assertThat(receiver.tryLock()).isTrue();
      assertThat(sender.tryLock()).isFalse();
      receiver.unlock();
      assertThat(sender.tryLock()).isTrue();
      assertThat(receiver.tryLock()).isFalse();
      sender.close(); // drops it
      assertThat(receiver.tryLock()).isTrue();
      receiver.unlink();
    }
  }

  @Test
  void onlyTheCreatorMayUnlinkAndOnlyItsOwnFile() throws Exception {
    try (SharedRegion receiver = create();
        SharedRegion sender = store().open().orElseThrow()) {
      assertThatThrownBy(sender::unlink).isInstanceOf(IllegalStateException.class);
      Files.delete(path);
      Files.writeString(path, "somebody else's");
      receiver.unlink();
      assertThat(path).hasContent("somebody else's");
    }
  }

  @Test
  void failingInitializerLeavesNothing() throws Exception {
    assertThat(ProcessLiveness.of(directory).self()).isNotZero();
    int descriptors = TestRegions.openFiles();
    assertThatThrownBy(() ->
            store()
                .create(
                    SIZE,
                    SIZE,
                    (memory, self) -> {
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessage("on purpose");
    assertThat(path).doesNotExist();
    assertThat(TestRegions.openFiles()).isEqualTo(descriptors);
  }

  @Test
  void hopelessSizeIsRefusedWithBothNumbers() throws Exception {
    long hopeless = 1L << 60;
    assertThatThrownBy(() -> store().create(hopeless, hopeless, TestRegions::header))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("needs=" + hopeless)
        .hasMessageContaining("available=");
    assertThat(path).doesNotExist();
  }

  @Test
  void senselessArgumentsAreRefused() throws Exception {
    assertThatThrownBy(() -> store().create(0, 0, TestRegions::header))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().create(10, 11, TestRegions::header))
        .isInstanceOf(IllegalArgumentException.class);
    for (String name : List.of("", "..", ".new-x", ".proc-x", "../x", "/x")) {
      assertThatThrownBy(
              () -> new FileRegionStore(directory, name, TestRegions.FORMAT, AccessPolicy.PRIVATE))
          .isInstanceOf(IllegalArgumentException.class);
    }
    try (SharedRegion region = create()) {
      assertThatThrownBy(() -> region.reserve(1, SIZE))
          .isInstanceOf(IllegalArgumentException.class);
      region.reserve(SIZE, 0);
      region.unlink();
    }
  }

  @Test
  void tenThousandRegionsLeaveNothing() throws Exception {
    Path shm = Path.of("/dev/shm");
    if (!Files.isWritable(shm)) {
      TestRegions.skip("/dev/shm cannot be written to");
    }
    Path place = Files.createTempDirectory(shm, "javaipc-test");
    try {
      directory = RuntimeDirectory.open(Optional.of(place), AccessPolicy.PRIVATE);
      createAndClose(2_000);
      int descriptors = TestRegions.openFiles();
      long mappings = mappings();
      long start = System.nanoTime();
      createAndClose(10_000);
      System.out.println(
          "create, open, unlink and close a region of 64 KiB: "
              + (System.nanoTime() - start) / 10_000_000
              + " us");
      assertThat(TestRegions.openFiles()).isEqualTo(descriptors);
      assertThat(mappings()).isEqualTo(mappings);
      assertThat(place.toFile().list()).hasSize(2); // this process's slot
    } finally {
      for (File file : place.toFile().listFiles()) {
        Files.delete(file.toPath());
      }
      Files.delete(place);
    }
  }

  private void createAndClose(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      try (SharedRegion receiver = create()) {
        store().open().orElseThrow().close();
        receiver.unlink();
      }
    }
  }

  private static long mappings() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains("/run/") || line.contains("(deleted)")).count();
    }
  }

  @Test
  void worksWithoutUnnamedFiles() throws Exception {
    try (UnpublishedFile hidden =
        UnpublishedFile.named(directory, "a.shm", new FileAccess(0640, OptionalInt.empty()))) {
      FileSpace.extend(hidden.file(), SIZE, SIZE);
      try (Mapping mapping = Mapping.shared(hidden.file(), SIZE)) {
        TestRegions.header(mapping.segment(), 1);
      }
      assertThat(path).doesNotExist();
      assertThat(hidden.publish("a.shm")).isTrue();
      store().open().orElseThrow().close();
      try (UnpublishedFile second =
          UnpublishedFile.named(directory, "a.shm", FileAccess.of(AccessPolicy.PRIVATE))) {
        assertThat(second.publish("a.shm")).isFalse();
      }
      hidden.file().close();
    }
    try (Stream<Path> files = Files.list(directory.path())) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith(".new"))).isEmpty();
    }
  }

  @Test
  void fileCutShortUnderTheMappingIsAnErrorOfTheAccessAndNotOfTheJvm() throws Exception {
    try (SharedRegion receiver = create()) {
      MemorySegment memory = receiver.segment();
      memory.set(ValueLayout.JAVA_INT, 8192, 1);
      try (var file = Files.newByteChannel(path, StandardOpenOption.WRITE)) {
        file.truncate(4096);
      }
      assertThatThrownBy(() -> memory.get(ValueLayout.JAVA_INT, 8192))
          .isInstanceOf(InternalError.class);
      receiver.parker().park(8192, 1, 20_000_000_000L);
      receiver.unlink();
    }
  }
}
