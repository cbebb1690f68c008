package org.javaipc.linux.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.javaipc.SystemCallException;
import org.javaipc.linux.lock.OfdLock;
import org.javaipc.linux.raw.file.Fcntl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorTest {
  @TempDir Path temporary;

  private Descriptor open(String name) {
    String path = temporary.resolve(name).toString();
    int fd = Descriptor.open(Fcntl.AT_FDCWD, path, Fcntl.O_RDWR | Fcntl.O_CREAT, 0600);
    return new Descriptor(fd, path);
  }

  @Test
  void isClosedOnceHoweverManyClose() throws Exception {
    for (int round = 0; round < 100; round++) {
      Descriptor file = open("a");
      int number = file.fd();
      CountDownLatch go = new CountDownLatch(1);
      Thread[] closers = new Thread[4];
      for (int i = 0; i < closers.length; i++) {
        closers[i] =
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    go.await();
                  } catch (InterruptedException e) {
                    return;
                  }
                  file.close();
                });
      }
      go.countDown();
      for (Thread closer : closers) {
        closer.join();
      }
      assertThatThrownBy(file::fd).isInstanceOf(IllegalStateException.class);
      try (Descriptor next = open("b")) {
        assertThat(next.fd()).isEqualTo(number);
        file.close();
        assertThat(Files.exists(Path.of("/proc/self/fd/" + number))).isTrue();
      }
    }
  }

  @Test
  void readsWhatItWrote() throws Exception {
    try (Descriptor file = open("a");
        Arena arena = Arena.ofConfined()) {
      file.write(arena.allocateFrom("hello"), 3);
      MemorySegment buffer = arena.allocate(100);
      assertThat(file.read(buffer, 3)).isEqualTo(6);
      assertThat(buffer.getString(0)).isEqualTo("hello");
      assertThat(file.read(buffer, 1000)).isZero();
    }
  }

  @Test
  void mappingOutlivesItsDescriptorAndEndsWithAnException() throws Exception {
    Descriptor file = open("a");
    FileSpace.extend(file, 4096, 4096);
    Mapping mapping = Mapping.shared(file, 4096);
    file.close();
    mapping.segment().set(ValueLayout.JAVA_INT, 0, 5);
    mapping.close();
    mapping.close();
    assertThatThrownBy(() -> mapping.segment().get(ValueLayout.JAVA_INT, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void emptyMappingIsRefusedByTheKernel() {
    try (Descriptor file = open("a")) {
      assertThatThrownBy(() -> Mapping.shared(file, 0))
          .isInstanceOf(SystemCallException.class)
          .hasMessageContaining("mmap")
          .hasMessageContaining("EINVAL")
          .hasMessageContaining(file.name());
    }
  }

  @Test
  void locksOfTwoDescriptionsExcludeEachOtherByteByByte() throws Exception {
    Descriptor first = open("a");
    try (Descriptor second = open("a")) {
      assertThat(new OfdLock(first, 0).tryLock()).isTrue();
      assertThat(new OfdLock(first, 0).isHeldElsewhere()).isFalse();
      assertThat(new OfdLock(second, 0).isHeldElsewhere()).isTrue();
      assertThat(new OfdLock(second, 0).tryLock()).isFalse();
      assertThat(new OfdLock(second, 1).isHeldElsewhere()).isFalse();
      assertThat(new OfdLock(second, 1).tryLock()).isTrue();
      new OfdLock(first, 0).unlock();
      assertThat(new OfdLock(second, 0).tryLock()).isTrue();
      first.close();
      assertThat(new OfdLock(second, 0).isHeldElsewhere()).isFalse();
    }
  }
}
