package org.javaipc.linux.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.poll.Epoll;
import org.junit.jupiter.api.Test;

/** The thread on which all others rely. */
class EventLoopTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  @Test
  void whatFailsForWantOfMemoryIsDoneAgainAndHarmsNobodyElse() throws Exception {
    List<Error> failures =
        List.of(new OutOfMemoryError("on purpose"), new StackOverflowError("on purpose"));
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger others = new AtomicInteger();
    try (EventDescriptor event = EventDescriptor.create("an event");
        EventDescriptor other = EventDescriptor.create("another event");
        DescriptorWatch failing =
            new DescriptorWatch(
                event.fd(),
                "failing",
                happened -> {
                  int call = calls.getAndIncrement();
                  if (call < 40) {
                    throw failures.get(call % 2);
                  }
                  return true;
                });
        DescriptorWatch sound =
            new DescriptorWatch(other.fd(), "sound", happened -> others.incrementAndGet() > 0)) {
      failing.arm(Epoll.EPOLLIN);
      sound.arm(Epoll.EPOLLIN);
      event.signal();
      other.signal();
      await().atMost(DEADLINE).until(() -> calls.get() == 41 && others.get() == 1);
      sound.arm(Epoll.EPOLLIN);
      await().atMost(DEADLINE).until(() -> others.get() == 2);
      assertThat(calls).hasValue(41);
    }
  }

  @Test
  void aHandlerThatIsNotDoneIsCalledAgainWithTheSameEvents() throws Exception {
    List<Integer> seen = new CopyOnWriteArrayList<>();
    try (EventDescriptor event = EventDescriptor.create("an event");
        DescriptorWatch watch =
            new DescriptorWatch(
                event.fd(),
                "slow",
                happened -> {
                  seen.add(happened);
                  return seen.size() == 3;
                })) {
      watch.arm(Epoll.EPOLLIN);
      event.signal();
      await().atMost(DEADLINE).until(() -> seen.size() == 3);
      assertThat(seen).containsOnly(Epoll.EPOLLIN);
    }
  }

  @Test
  void itsThreadEndsWhenNothingIsWatchedAndTheNextWatchStartsAnother() throws Exception {
    await().atMost(DEADLINE).until(() -> threads() == 0);
    AtomicInteger calls = new AtomicInteger();
    for (int round = 1; round <= 3; round++) {
      int expected = round;
      try (EventDescriptor event = EventDescriptor.create("an event");
          DescriptorWatch watch =
              new DescriptorWatch(event.fd(), "once", happened -> calls.incrementAndGet() > 0)) {
        watch.arm(Epoll.EPOLLIN);
        event.signal();
        await().atMost(DEADLINE).until(() -> calls.get() == expected);
        assertThat(threads()).isOne();
      }
      await().atMost(DEADLINE).until(() -> threads() == 0);
    }
  }

  @Test
  void aRegularFileCannotBeWatchedAndLeavesNoThread() throws Exception {
    int fd = Descriptor.open(Fcntl.AT_FDCWD, "/proc/self/status", Fcntl.O_RDONLY, 0);
    try (Descriptor file = new Descriptor(fd, "a file");
        DescriptorWatch watch = new DescriptorWatch(file.fd(), "a file", happened -> true)) {
      assertThat(watch.arm(Epoll.EPOLLIN)).isFalse();
    }
    await().atMost(DEADLINE).until(() -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("javaipc-events"))
        .count();
  }
}
