package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicCommandsTest {
  @TempDir Path folder;

  private Shell shell;
  private String address;

  @BeforeEach
  void prepare() {
    shell = Shell.in(folder);
    address = "shm:prices?slow=drop&dir=" + folder.resolve("run");
  }

  @Test
  void whatIsPublishedIsReceivedByWhoeverHasSubscribed() throws Exception {
    try (TopicPublisher publisher = shell.ipc().publisher(address);
        TopicSubscription subscription = shell.ipc().subscribe(address)) {
      FutureTask<Shell.Result> subscribing =
          new FutureTask<>(() -> shell.run("subscribe", address, "--lines", "--count", "2"));
      Thread.ofPlatform().start(subscribing);
      await()
          .atMost(IpcProcess.PATIENCE)
          .until(() ->
              publisher.offer("")
                  && publisher.subscriptions() == 2); // an offer notices who has come
      assertThat(shell.run("publish", address, "--message", "one", "--message", "two").exitCode())
          .isZero();
      assertThat(subscribing.get().exitCode()).isZero();
      List<String> texts = new ArrayList<>();
      while (subscription.lag() > 0) {
        texts.add(subscription.receiveString());
      }
      assertThat(texts).containsSubsequence("one", "two");
    }
  }

  @Test
  void listAndStatShowHowFarEachSubscriptionIsBehind() throws Exception {
    try (TopicPublisher publisher = shell.ipc().publisher(address);
        TopicSubscription subscription = shell.ipc().subscribe(address)) {
      for (int i = 0; i < 3; i++) {
        publisher.publish("12345678");
      }
      assertThat(subscription.lag()).isEqualTo(3);
      assertThat(shell.run("stat", address).out())
          .contains(": topic, live, ")
          .contains(": subscription, live, receiver " + ProcessHandle.current().pid())
          .contains("lag 3 messages, 48 bytes");
      assertThat(shell.run("list", "--json", "--dir", folder.resolve("run").toString()).out())
          .contains("\"name\": \"prices\", \"kind\": \"topic\", \"state\": \"live\"")
          .contains("\"kind\": \"subscription\", \"state\": \"live\"")
          .containsPattern("\"kind\": \"subscription\".*\"unread\": 48, \"lag\": 3, ");
      assertThat(shell.run("list", "--dir", folder.resolve("run").toString()).out())
          .containsPattern("receiver +senders +capacity +lag +unread +object")
          .containsPattern("topic +live .* - +\\d+ +/")
          .containsPattern("subscription +live .* 3 +48 +/");
    }
    assertThat(shell.run("clean", "--dir", folder.resolve("run").toString()).err())
        .isEqualTo("nothing to remove\n");
  }

  @Test
  void listShowsALogAndHowFarEachOfItsSubscriptionsIsBehind() throws Exception {
    String dir = folder.resolve("run").toString();
    String log = "mmap:trades?dir=" + dir;
    try (TopicPublisher publisher = shell.ipc().publisher(log + "&keep=all&roll=64KiB");
        TopicSubscription billing = shell.ipc().subscribe(log + "&as=billing");
        TopicSubscription live = shell.ipc().subscribe(log)) {
      for (int i = 0; i < 3; i++) {
        publisher.publish("12345678");
      }
      assertThat(billing.poll((segment, offset, length) -> {}, 1)).isOne();
      assertThat(live.lag()).isEqualTo(3);
      assertThat(shell.run("list", "--json", "--dir", dir).out())
          .containsPattern("\"name\": \"trades\", \"kind\": \"topic\", \"state\": \"kept\"")
          .containsPattern("\"unread\": 64, \"lag\": 2, \"object\": \"[^\"]*place-billing\"")
          .containsPattern("\"subscription\", \"state\": \"live\".*\"unread\": 96, \"lag\": 3, ");
      assertThat(shell.run("list", "--dir", dir).out())
          .containsPattern("mmap:trades\\S* +topic +kept .* - +96 +/.*trades")
          .containsPattern("mmap:trades\\S* +subscription +kept .* 2 +64 +/.*place-billing")
          .containsPattern("mmap:trades\\S* +subscription +live .* 3 +96 +/");
    }
  }
}
