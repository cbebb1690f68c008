package org.javaipc.linux.raw;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.javaipc.linux.raw.file.Mman;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.ipc.Membarrier;
import org.junit.jupiter.api.Test;

class ErrnoTest {
  @Test
  void failedCallReturnsNegatedErrno() {
    assertThat(Unistd.close(-1)).isEqualTo(-Errno.EBADF);
    assertThat(Unistd.pread(-1, MemorySegment.NULL, 0, 0)).isEqualTo(-Errno.EBADF);
    assertThat(Mman.mmap(0, 0, 0, Mman.MAP_SHARED, -1, 0)).isNegative();
    assertThat(Membarrier.membarrier(-1)).isEqualTo(-Errno.EINVAL);
  }

  @Test
  void errorsHaveTheirSymbolicNames() {
    assertThat(Errno.name(Errno.ENOSPC)).isEqualTo("ENOSPC");
    assertThat(Errno.name(Errno.EAGAIN)).isIn("EAGAIN", "EWOULDBLOCK");
    assertThat(Errno.name(4000)).isEqualTo("errno 4000");
  }

  @Test
  void threadsNeverSeeEachOthersErrno() throws Exception {
    List<Callable<Integer>> calls = new ArrayList<>();
    calls.add(() -> wrong(() -> Unistd.close(-1), Errno.EBADF));
    calls.add(() -> wrong(() -> Unistd.close(-1), Errno.EBADF));
    calls.add(() -> wrong(() -> Membarrier.membarrier(-1), Errno.EINVAL));
    calls.add(() -> wrong(() -> Membarrier.membarrier(-1), Errno.EINVAL));
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (Future<Integer> result : threads.invokeAll(calls)) {
        assertThat(result.get()).isZero();
      }
    }
  }

  private static int wrong(Callable<Integer> call, int errno) throws Exception {
    int wrong = 0;
    for (int i = 0; i < 100_000; i++) {
      wrong += call.call() == -errno ? 0 : 1;
    }
    return wrong;
  }
}
