package org.javaipc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.ResourceLimitException;
import org.junit.jupiter.api.Test;

/** Threads that nobody starts again. */
class LibraryThreadTest {
  @Test
  void aThreadSurvivesErrorsAndBeginsAnew() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(1);
    Thread thread =
        LibraryThread.of(
            "javaipc-test",
            () -> {
              switch (calls.getAndIncrement()) {
                case 0 -> throw new OutOfMemoryError("on purpose");
                case 1 -> throw new StackOverflowError("on purpose");
                case 2 -> throw new LinkageError("on purpose");
                default -> over.countDown();
              }
            });
    LibraryThread.start(thread);
    assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
    thread.join();
    assertThat(calls).hasValue(4);
  }

  @Test
  void aThreadThatCannotBeStartedIsALimitThatNamesItsCure() {
    long moreThanAnyAddressSpace = 1L << 46;
    Thread thread = new Thread(null, () -> {}, "javaipc-test", moreThanAnyAddressSpace);
    assertThatThrownBy(() -> LibraryThread.start(thread))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("thread=javaipc-test")
        .hasMessageContaining("ulimit -u");
  }

  @Test
  void aThreadKeepsNothingOfItsStarter() {
    Thread starter = Thread.currentThread();
    ClassLoader before = starter.getContextClassLoader();
    starter.setContextClassLoader(new ClassLoader(before) {});
    try {
      assertThat(LibraryThread.of("javaipc-test", () -> {}).getContextClassLoader())
          .isSameAs(ClassLoader.getSystemClassLoader());
    } finally {
      starter.setContextClassLoader(before);
    }
  }
}
