package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.javaipc.AccessPolicy;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.lock.OfdLock;
import org.javaipc.shm.InterProcessLock;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.ChannelProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of the runtime directory with any bytes and any size, of owners that seem to live and of dead ones: whoever opens,
 * lists or clears them gets an {@link IpcException} or something that works, and nothing is leaked. The changes are the
 * same in each run.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileFilesTest {
  private static final long SEED = 20_261_130;
  private static final int ROUNDS = Integer.getInteger("ipc.hostile.rounds", 40);
  private static final long[] NASTY = {
    0, 1, -1, 7, 9, 255, 4095, 0x7fff_ffff, 0xffff_ffffL, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40
  };
  private static final int[] LENGTHS = {
    0, 1, 7, 8, 9, 16, 24, 31, 40, 64, 127, 128, 192, 256, 4095
  };

  @TempDir Path folder;

  private final SplittableRandom random = new SplittableRandom(SEED);

  /** Opens one end, which the caller closes. */
  private interface Opening {
    AutoCloseable open() throws Exception;
  }

  private Path directory() {
    return folder.resolve("run");
  }

  private String address(String scheme) {
    return scheme + ":x?dir=" + directory() + "&connect=5ms";
  }

  private List<Opening> openings(String kind) {
    String address = address(kind.replace("-events", ""));
    String small = address + "&capacity=8KiB&maxMessage=1KiB&senders=2";
    return switch (kind) {
      case "lock" -> List.of(this::lock, this::lock);
      case "sem", "signal", "shm-events" ->
          List.of(() -> Ipc.listener(address), () -> Ipc.notifier(address));
      default -> List.of(() -> Ipc.receiver(small), () -> Ipc.sender(address));
    };
  }

  private AutoCloseable lock() throws Exception {
    InterProcessLock lock =
        InterProcessLock.open("x", Optional.of(directory()), AccessPolicy.PRIVATE);
    try {
      if (lock.tryLock(Duration.ofMillis(1)).isHeld()) {
        lock.unlock();
      }
      return lock;
    } catch (Exception e) {
      lock.close();
      throw e;
    }
  }

  @AfterEach
  void clear() throws Exception {
    lookAndClear();
  }

  /** What {@code ipc list} and {@code ipc clean} do. */
  private void lookAndClear() throws Exception {
    for (ChannelProvider provider : ServiceLoader.load(ChannelProvider.class)) {
      if (provider instanceof ChannelInspector inspector) {
        mayBeRefused(() -> {
          var _ = inspector.channels(Optional.of(directory()));
          var _ = inspector.removeLeftovers(Optional.of(directory()));
          return () -> {};
        });
      }
    }
  }

  private static void mayBeRefused(Opening opening) throws Exception {
    try (AutoCloseable end = opening.open()) {
      assertThat(end).isNotNull();
    } catch (IpcException e) {
      assertThat(e.getMessage()).as("a message of %s", e.getClass()).isNotBlank();
    }
  }

  /** The regular files of a channel while its receiver lives, with their bytes. */
  private Map<Path, byte[]> filesWhileOpen(Opening first) throws Exception {
    Map<Path, byte[]> files = new LinkedHashMap<>();
    try (AutoCloseable end = first.open();
        Stream<Path> all = Files.list(directory())) {
      assertThat(end).isNotNull();
      for (Path file : all.sorted().toList()) {
        boolean hidden = file.getFileName().toString().startsWith(".");
        boolean regular = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        if (!hidden && regular && Files.size(file) > 0) { // a companion lock is empty
          files.put(file, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shm",
        "sysv",
        "mmap",
        "fifo",
        "unix",
        "unixgram",
        "pipe",
        "mq",
        "sysvmq",
        "sem",
        "signal",
        "shm-events",
        "lock"
      })
  void whoeverFindsDamagedFilesGetsATypedErrorAndNothingIsLeaked(String kind) throws Exception {
    List<Opening> openings = openings(kind);
    Map<Path, byte[]> files = filesWhileOpen(openings.getFirst());
    assertThat(files).as("files of %s", kind).isNotEmpty();
    rounds(openings, files, ROUNDS / 3); // what is made once and kept
    long descriptors = descriptors();
    long mappings = mappings();
    rounds(openings, files, ROUNDS);
    assertThat(descriptors() - descriptors).as("descriptors left").isLessThan(ROUNDS / 4);
    assertThat(mappings() - mappings).as("mappings left").isLessThan(ROUNDS / 4);
    for (Path file : files.keySet()) {
      Files.deleteIfExists(file);
    }
  }

  private void rounds(List<Opening> openings, Map<Path, byte[]> files, int count) throws Exception {
    for (int round = 0; round < count; round++) {
      for (var file : files.entrySet()) {
        byte[] hostile = damaged(file.getValue());
        try {
          plant(file.getKey(), hostile);
          try (Descriptor owner = OfdLock.open(file.getKey().toString(), 0600)) {
            assertThat(new OfdLock(owner, 0, 1).tryLock(false)).isTrue();
            tryAll(openings);
          }
          tryAll(openings); // its owner is dead now
        } catch (Exception | Error e) {
          fail(
              "%s in round %d, with %d bytes, the first %s"
                  .formatted(
                      file.getKey().getFileName(),
                      round,
                      hostile.length,
                      Arrays.toString(Arrays.copyOf(hostile, Math.min(256, hostile.length)))),
              e);
        }
      }
    }
  }

  private void tryAll(List<Opening> openings) throws Exception {
    for (Opening opening : openings.reversed()) {
      mayBeRefused(opening);
    }
    lookAndClear();
  }

  private static void plant(Path file, byte[] bytes) throws IOException {
    Files.deleteIfExists(file);
    Files.write(file, bytes);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** Most changes leave the first eight bytes alone, by which a file of the kind is known. */
  private byte[] damaged(byte[] good) {
    byte[] bytes = good.clone();
    if (random.nextInt(2) == 0) {
      int length = LENGTHS[random.nextInt(LENGTHS.length)];
      bytes = Arrays.copyOf(bytes, random.nextInt(4) == 0 ? bytes.length + length : length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int from = random.nextInt(8) == 0 ? 0 : 8;
    int reach = Math.min(bytes.length, 512) - 8;
    for (int change = random.nextInt(4); change > 0 && reach > from; change--) {
      int at = random.nextInt(from, reach) & (random.nextBoolean() ? ~7 : ~3);
      switch (random.nextInt(4)) {
        case 0 -> buffer.putLong(at, NASTY[random.nextInt(NASTY.length)]);
        case 1 -> buffer.putInt(at, (int) NASTY[random.nextInt(NASTY.length)]);
        case 2 -> buffer.putLong(at, buffer.getLong(at) + random.nextInt(-9, 10));
        default -> buffer.put(at, (byte) random.nextInt());
      }
    }
    return bytes;
  }

  @Test
  void whateverIsNamedLikeTheFilesOfAProcessKeepsNobodyOut() throws Exception {
    filesWhileOpen(openings("shm").getFirst());
    for (int round = 0; round < ROUNDS; round++) {
      String base = ".proc-" + Long.toHexString(random.nextLong());
      byte[] noise = new byte[random.nextInt(300)];
      for (String ending : List.of(".lock", ".fifo", ".bell")) {
        Path file = directory().resolve(random.nextInt(8) == 0 ? ".proc-" + ending : base + ending);
        Files.deleteIfExists(file);
        switch (random.nextInt(4)) {
          case 0 -> Files.createDirectory(file);
          case 1 -> Files.createSymbolicLink(file, Path.of("/etc/passwd"));
          case 2 -> Program.run("mkfifo", file.toString());
          default -> Files.write(file, noise);
        }
      }
      Files.write(directory().resolve(".new-" + Long.toHexString(random.nextLong())), noise);
      tryAll(openings("shm"));
      tryAll(openings("fifo"));
      try (AutoCloseable receiver = openings("shm").getFirst().open();
          AutoCloseable sender = openings("shm").getLast().open()) {
        assertThat(List.of(receiver, sender)).hasSize(2);
      }
    }
  }

  @Test
  void aPlaceOfSystemVMemoryThatIsCutAtAnyMomentOfOpeningIsATypedError() throws Exception {
    try (AutoCloseable receiver = openings("sysv").getFirst().open();
        FileChannel place =
            FileChannel.open(
                directory().resolve("x.sysv"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      assertThat(receiver).isNotNull();
      ByteBuffer good = ByteBuffer.allocate((int) place.size());
      place.read(good, 0);
      AtomicBoolean over = new AtomicBoolean();
      FutureTask<Boolean> cutting =
          new FutureTask<>(() -> {
            while (!over.get()) {
              place.truncate(0);
              place.write(good.rewind(), 0);
            }
            return true;
          });
      Thread.ofPlatform().daemon().start(cutting);
      long mappings = mappings();
      try {
        for (int i = 0; i < 300; i++) {
          mayBeRefused(openings("sysv").getLast());
        }
      } finally {
        over.set(true);
      }
      assertThat(cutting.get(60, TimeUnit.SECONDS)).isTrue();
      assertThat(mappings() - mappings).as("mappings left").isLessThan(50);
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  /** Those of files and segments; the heap and threads come and go. */
  private static long mappings() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains("/run/") || line.contains("SYSV")).count();
    }
  }
}
