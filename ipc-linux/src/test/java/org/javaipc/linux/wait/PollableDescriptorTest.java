package org.javaipc.linux.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.javaipc.IpcException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PollableDescriptorTest {
  private static final long MINUTE = 60_000_000_000L;

  private EventDescriptor event;
  private PollableDescriptor descriptor;

  static Stream<ThreadFactory> kindsOfThreads() {
    return Stream.of(Thread.ofPlatform().daemon().factory(), Thread.ofVirtual().factory());
  }

  @BeforeEach
  void open() throws Exception {
    event = EventDescriptor.create("test");
    descriptor = new PollableDescriptor(event.descriptor());
  }

  @AfterEach
  void close() {
    descriptor.close();
    event.close();
  }

  /** Waits on a thread of its own until the descriptor says something; completes with its status. */
  private CompletableFuture<Boolean> waitOn(ThreadFactory factory, Thread[] thread, long nanos) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    thread[0] =
        factory.newThread(() -> {
          try {
            descriptor.awaitReadable(nanos);
            done.complete(Thread.currentThread().isInterrupted());
          } catch (IpcException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    thread[0].start();
    return done;
  }

  private static void untilItWaits(Thread thread) {
    if (thread.isVirtual()) {
      await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    } else {
      await()
          .until(() -> {
            StackTraceElement[] stack = thread.getStackTrace();
            return Stream.of(stack).anyMatch(frame -> frame.getMethodName().equals("ppoll"));
          });
    }
  }

  @ParameterizedTest
  @MethodSource("kindsOfThreads")
  void endsWhenThereIsSomethingToRead(ThreadFactory factory) throws Exception {
    Thread[] thread = new Thread[1];
    CompletableFuture<Boolean> done = waitOn(factory, thread, MINUTE);
    untilItWaits(thread[0]);
    assertThat(done).isNotDone();
    event.signal();
    assertThat(done.get(30, TimeUnit.SECONDS)).isFalse();
    assertThat(event.take()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("kindsOfThreads")
  void endsByInterruptAndKeepsTheStatus(ThreadFactory factory) throws Exception {
    Thread[] thread = new Thread[1];
    for (int i = 0; i < 200; i++) {
      CompletableFuture<Boolean> done = waitOn(factory, thread, MINUTE);
      if (i % 2 == 0) {
        untilItWaits(thread[0]);
      }
      thread[0].interrupt();
      assertThat(done.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("kindsOfThreads")
  void endsByWakeUpAlsoIfThatComesFirst(ThreadFactory factory) throws Exception {
    Thread[] thread = new Thread[1];
    for (int i = 0; i < 200; i++) {
      if (i % 2 == 0) {
        descriptor.wake();
      }
      CompletableFuture<Boolean> done = waitOn(factory, thread, MINUTE);
      if (i % 2 != 0) {
        untilItWaits(thread[0]);
        descriptor.wake();
      }
      assertThat(done.get(30, TimeUnit.SECONDS)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("kindsOfThreads")
  void endsWhenTheTimeIsOverAndNotEarlier(ThreadFactory factory) throws Exception {
    long start = System.nanoTime();
    assertThat(waitOn(factory, new Thread[1], 20_000_000).get(30, TimeUnit.SECONDS)).isFalse();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
  }

  @ParameterizedTest
  @MethodSource("kindsOfThreads")
  void closeEndsTheWaitAndThenGivesTheNumberBack(ThreadFactory factory) throws Exception {
    Thread[] thread = new Thread[1];
    CompletableFuture<Boolean> done = waitOn(factory, thread, MINUTE);
    untilItWaits(thread[0]);
    int number = descriptor.fd();
    descriptor.close();
    assertThat(done.get(30, TimeUnit.SECONDS)).isFalse();
    assertThat(Files.exists(Path.of("/proc/self/fd/" + number))).isFalse();
    descriptor.close();
  }

  @Test
  void tasksRunOnceAndNeverAfterClose() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    descriptor.whenReadable(runs::incrementAndGet);
    assertThat(runs).hasValue(0);
    event.signal();
    await().untilAtomic(runs, org.hamcrest.Matchers.equalTo(1));
    event.take();
    descriptor.whenReadable(runs::incrementAndGet);
    descriptor.close();
    try (EventDescriptor other = EventDescriptor.create("other");
        PollableDescriptor next = new PollableDescriptor(other.descriptor())) {
      CompletableFuture<Boolean> barrier = new CompletableFuture<>();
      next.whenReadable(() -> barrier.complete(true));
      other.signal();
      assertThat(barrier.get(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(runs).hasValue(1);
  }

  @Test
  void manyVirtualThreadsWaitOnOneReactor() throws Exception {
    List<EventDescriptor> events = new ArrayList<>();
    List<PollableDescriptor> descriptors = new ArrayList<>();
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      EventDescriptor one = EventDescriptor.create("one of many");
      PollableDescriptor pollable = new PollableDescriptor(one.descriptor());
      events.add(one);
      descriptors.add(pollable);
      done.add(
          CompletableFuture.runAsync(
              () -> {
                while (one.take() == 0) {
                  try {
                    pollable.awaitReadable(MINUTE);
                  } catch (IpcException e) {
                    throw new IllegalStateException(e);
                  }
                }
              },
              task -> Thread.ofVirtual().start(task)));
    }
    events.forEach(EventDescriptor::signal);
    CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    descriptors.forEach(PollableDescriptor::close);
    events.forEach(EventDescriptor::close);
  }

  @Test
  void aGuardKeepsTheCloserWaitingForItsUser() throws Exception {
    Guarded end = new Guarded();
    AtomicInteger wakes = new AtomicInteger();
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    assertThat(
            end.use(() -> {
              assertThatThrownBy(() -> end.use(() -> {})).isInstanceOf(IllegalStateException.class);
              Thread.ofVirtual()
                  .start(() -> closed.complete(end.guard.close(wakes::incrementAndGet)));
              await().until(() -> end.guard.isClosed() && wakes.get() > 2);
              assertThat(closed).isNotDone();
            }))
        .isTrue();
    assertThat(closed.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(end.use(() -> {})).isFalse();
    assertThat(end.guard.close(() -> {})).isFalse();
  }

  /** An end with one method, which calls a handler as a receiver does. */
  private static final class Guarded {
    private final UseGuard guard = new UseGuard("test", Guarded.class);

    boolean use(Runnable handler) {
      if (!guard.enter()) {
        return false;
      }
      try {
        handler.run();
      } finally {
        guard.exit();
      }
      return true;
    }
  }
}
