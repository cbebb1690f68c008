package org.javaipc.mmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.javaipc.Ipc;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.mmap.log.OtherJvm;
import org.javaipc.spi.Checkpoint;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publishers and subscriptions of a log that are killed with SIGKILL. */
@Timeout(120)
class LogDeathTest {
  @TempDir Path parent;

  @Test
  @DisplayName(
      "A publisher that is killed before it has rung leaves its message, and its death is counted")
  void killedBeforeTheBell() throws Exception {
    String log = "mmap:" + parent.resolve("log");
    try (TopicSubscription subscription = Ipc.subscribe(log + "?from=end")) {
      CompletableFuture<byte[]> waiting = subscription.receiveAsync();
      try (OtherJvm publisher =
          OtherJvm.start(PublisherProcess.class, Checkpoint.SEND_PUBLISHED, 1, log + "?keep=all")) {
        publisher.killWhereItStops();
      }
      assertThat(waiting.get(60, TimeUnit.SECONDS)).asString().isEqualTo("m0");
      assertThat(subscription.diedSenders()).isEqualTo(1);
      try (TopicPublisher next = Ipc.publisher(log + "?keep=all")) {
        next.publish("after");
      }
      assertThat(subscription.receiveString()).isEqualTo("after");
    }
  }

  @Test
  @DisplayName(
      "A named subscription that is killed gets the message again whose handler was running")
  void killedInTheHandler() throws Exception {
    String log = "mmap:" + parent.resolve("log");
    try (TopicPublisher publisher = Ipc.publisher(log + "?keep=all")) {
      for (int i = 0; i < 10; i++) {
        publisher.publish("m" + i);
      }
    }
    try (OtherJvm billing =
        OtherJvm.start(BillingProcess.class, Checkpoint.RECEIVE_TAKEN, 4, log + "?as=billing")) {
      billing.killWhereItStops();
    }
    try (TopicSubscription billing = Ipc.subscribe(log + "?as=billing")) {
      assertThat(billing.receiveString()).isEqualTo("m3");
      assertThat(billing.lag()).isEqualTo(6);
    }
  }
}
