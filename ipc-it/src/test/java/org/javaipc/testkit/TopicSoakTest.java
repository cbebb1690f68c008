package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.javaipc.Ipc;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.test.Soak;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A publisher without rest, subscriptions that stay, and others in this process and in processes of their own that come, fall
 * behind, stop, leave and are killed, for as long as the soak has time. Nothing is lost or torn where publishers wait, and
 * elsewhere each gap is counted exactly.
 */
@Tag("soak")
class TopicSoakTest {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = PATIENCE.plusMillis(500);

  /** What becomes of who falls behind. */
  @SuppressWarnings("ImmutableEnumChecker") // neither a provider nor a list of options changes
  enum Kind {
    WAIT(ProviderUnderTest.of("shm"), "patience=" + PATIENCE.toSeconds() + "s"),
    DROP(ProviderUnderTest.of("shm"), "slow=drop"),
    LOG(ProviderUnderTest.of("mmap").withOption("keep", "16MiB").withOption("roll", "1MiB"));

    private final ProviderUnderTest provider;
    private final List<String> options;

    Kind(ProviderUnderTest provider, String... options) {
      this.provider = provider;
      this.options = List.of(options);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void whoeverComesAndGoes(Kind kind) throws Exception {
    long end = System.nanoTime() + Soak.TOPICS.time(Kind.values().length).toNanos();
    Rig rig = Rig.of(kind.provider, "soak of " + kind);
    try {
      new Run(kind, rig).until(end);
    } finally {
      rig.close();
    }
  }

  /** One topic and all who use it. */
  private static final class Run {
    private final Kind kind;
    private final Rig rig;
    private final SplittableRandom random = new SplittableRandom(42);
    private final TopicPublisher publisher;
    private final Follower sleeper;
    private final Follower poller;
    private volatile boolean stopped;
    private volatile long published;
    private volatile long total = Long.MAX_VALUE;
    private int came;
    private int killed;
    private int halted;
    private long missedByOthers;

    Run(Kind kind, Rig rig) throws Exception {
      this.kind = kind;
      this.rig = rig;
      publisher = rig.publisher(options("capacity=256KiB"));
      sleeper = new Follower(rig.subscribe("wait=park")).fromTheStart();
      poller = new Follower(rig.subscribe()).fromTheStart();
    }

    private String[] options(String more) {
      String[] all = kind.options.toArray(new String[kind.options.size() + 1]);
      all[all.length - 1] = more;
      return all;
    }

    void until(long end) throws Exception {
      Duration patience = Duration.ofDays(1);
      Task<?> publishing = Task.start("publish", patience, this::publish);
      List<Task<Long>> following =
          List.of(
              Task.start("sleep and follow", patience, () -> follow(sleeper)),
              Task.start("poll and follow", patience, () -> follow(poller)));
      while (System.nanoTime() < end && following.stream().noneMatch(Task::isDone)) {
        newcomer();
      }
      stopped = true;
      publishing.join();
      for (Task<Long> task : following) {
        assertThat(task.join()).isEqualTo(total);
      }
      report();
    }

    private boolean publish() throws Exception {
      MemorySegment message = rig.buffer(Follower.longest());
      for (long number = 0; !stopped; number++) {
        publisher.publish(message, 0, Follower.write(number, message));
        published = number + 1;
      }
      total = published + 1;
      publisher.publish(message, 0, Follower.write(published, message)); // so that nobody sleeps on
      return true;
    }

    private long follow(Follower follower) throws Exception {
      while (follower.passed() < total) {
        follower.receive();
      }
      return follower.passed();
    }

    private void newcomer() throws Exception {
      came++;
      switch (random.nextInt(4)) {
        case 0, 1 -> slowOne();
        case 2 -> dyingOne(false);
        default -> dyingOne(true);
      }
    }

    /** Reads, sleeps, reads on, and leaves. */
    private void slowOne() throws Exception {
      try (TopicSubscription subscription = Ipc.subscribe(rig.address())) {
        Follower follower = new Follower(subscription);
        for (int i = 0; i < 10; i++) {
          for (int calls = 1 + random.nextInt(1000); calls > 0; calls--) {
            follower.poll();
          }
          TimeUnit.MILLISECONDS.sleep(random.nextInt(50));
        }
        missedByOthers += subscription.missed();
      }
    }

    /** In another process, which is killed, perhaps after it was stopped for a while. */
    private void dyingOne(boolean stops) throws Exception {
      PeerProcess peer = PeerProcess.start(rig.patience());
      try {
        peer.ask("ok", "subscription", rig.address());
        peer.ask("following", "follow");
        TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
        if (stops) {
          halted++;
          peer.stop();
          TimeUnit.NANOSECONDS.sleep((random.nextInt(3) == 0 ? LONG : SHORT).toNanos());
        }
        peer.hasNotFailed();
        peer.kill();
        killed++;
        peer.awaitDeath();
      } finally {
        peer.close();
      }
    }

    private void report() {
      long missed = 2 * total - sleeper.taken() - poller.taken();
      rig.say(
          "published %,d; %d came, %d of them killed, %d stopped before; disconnected %d; the two that stayed missed %,d, others %,d"
              .formatted(
                  total, came, killed, halted, publisher.disconnected(), missed, missedByOthers));
      if (kind == Kind.WAIT) {
        assertThat(missed + missedByOthers).isZero();
      }
    }
  }
}
