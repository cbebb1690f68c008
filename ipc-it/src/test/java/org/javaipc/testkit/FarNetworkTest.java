package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javaipc.Address;
import org.javaipc.Notifier;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main lines of the contract over {@code grpc:} between two network namespaces, with loss and delay. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FarNetworkTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int COUNT = 5_000;
  private static final double LOSS = 0.03;
  private static final double DELAY_SECONDS = 0.02;

  @TempDir Path folder;

  private LossyNetwork network;
  private Rig rig;
  private PeerProcess here;
  private PeerProcess there;

  @BeforeEach
  void open(TestInfo test) throws Exception {
    rig = Rig.of(ProviderUnderTest.of("shm").withPatience(PATIENCE), test.getDisplayName());
    network = LossyNetwork.open(folder);
    network.lose(LOSS);
    network.delay(DELAY_SECONDS);
    here = rig.closeLater(PeerProcess.start(network.here(), PATIENCE));
    there = rig.closeLater(PeerProcess.start(network.there(), PATIENCE));
  }

  @AfterEach
  void close() throws Exception {
    try {
      rig.close();
    } finally {
      if (network != null) {
        network.close();
      }
    }
  }

  /** {@return an address of an end that the other side opens} */
  private static Address address(String name, String more) {
    return Address.parse(
        "grpc:%s?at=%s:7600&tls=false&connect=1m%s".formatted(name, LossyNetwork.THERE, more));
  }

  private void joined(Address address) throws Exception {
    there.ask("ok", "receiver", address);
    here.ask("ok", "sender", address);
  }

  @Test
  @DisplayName("Messages come whole and in order, none lost, none twice, up to the orderly end")
  void messages() throws Exception {
    Messages messages = rig.messages(0, 300);
    try (ProgressFile came = ProgressFile.create()) {
      joined(address("orders", ""));
      there.ask("draining", "drain", messages, came.file());
      here.ask("sent", "send", messages, 0, COUNT);
      here.ask("ok", "close");
      assertThat(there.expect("end")).isEqualTo(Integer.toString(COUNT));
    }
  }

  @Test
  @DisplayName("A receiver that does not read stops the sender, and lets it go on when it reads")
  void backPressure() throws Exception {
    Messages messages = rig.messages(1000, 1000);
    joined(address("orders", "&capacity=64KiB"));
    int filled = Integer.parseInt(here.ask("filled", "fill", messages));
    assertThat(filled).isBetween(50, 65);
    assertThat(there.ask("received", "receive", messages, 0, filled))
        .isEqualTo(Integer.toString(filled));
    here.tell("send", messages, filled, 100); // more than fits
    there.ask("received", "receive", messages, filled, 100);
    here.expect("sent");
  }

  @Test
  @DisplayName("A conversation goes to and fro, and events come")
  void conversationAndEvents() throws Exception {
    there.ask("ok", "serve", address("talks", ""));
    here.ask("ok", "connect", address("talks", ""));
    for (int i = 0; i < 20; i++) {
      assertThat(here.ask("heard", "converse", "word" + i)).isEqualTo("word" + i);
    }
    there.ask("ok", "listener", address("events", ""));
    here.ask("ok", "notifier", address("events", ""));
    here.ask("notified", "notify", 7);
    assertThat(there.ask("events", "await")).isEqualTo(Long.toString(Notifier.bit(7)));
  }

  @Test
  @DisplayName("A sender's death is told, after messages without a gap")
  void senderDies() throws Exception {
    whileFlooding(sent -> {
      here.kill();
      assertThat(Long.parseLong(there.expect("died"))).isBetween(1001L, sent.get() + 1);
    });
  }

  @Test
  @DisplayName("A receiver's death is told")
  void receiverDies() throws Exception {
    whileFlooding(_ -> {
      there.kill();
      here.expect("died");
    });
  }

  /** What happens while messages flow, given how many were sent. */
  private interface Happening {
    void to(ProgressFile sent) throws Exception;
  }

  private void whileFlooding(Happening happening) throws Exception {
    Messages messages = rig.messages(0, 300);
    try (ProgressFile came = ProgressFile.create();
        ProgressFile sent = ProgressFile.create()) {
      joined(address("orders", "&silence=5s"));
      there.ask("draining", "drain", messages, came.file());
      here.ask("flooding", "flood", messages, sent.file());
      rig.until("messages have come", () -> came.get() > 1000);
      happening.to(sent);
    }
  }

  @Test
  @DisplayName("A network that falls silent is the death of the other at both ends")
  void silence() throws Exception {
    Messages messages = rig.messages(0, 300);
    try (ProgressFile came = ProgressFile.create();
        ProgressFile sent = ProgressFile.create()) {
      joined(address("orders", "&silence=2s"));
      there.ask("draining", "drain", messages, came.file());
      here.ask("flooding", "flood", messages, sent.file());
      rig.until("messages have come", () -> came.get() > 1000);
      network.lose(1);
      here.expect("died");
      assertThat(Long.parseLong(there.expect("died"))).isBetween(1001L, sent.get() + 1);
    }
  }

  @Test
  @DisplayName("A network that is silent for less than silence= costs time, and no message")
  void shortSilence() throws Exception {
    Messages messages = rig.messages(0, 300);
    try (ProgressFile came = ProgressFile.create()) {
      joined(address("orders", "&silence=30s"));
      there.ask("draining", "drain", messages, came.file());
      here.tell("send", messages, 0, COUNT);
      rig.until("messages have come", () -> came.get() > 100);
      network.lose(1);
      Thread.sleep(3000); // so long it is
      network.lose(LOSS);
      here.expect("sent");
      here.ask("ok", "close");
      assertThat(there.expect("end")).isEqualTo(Integer.toString(COUNT));
    }
  }

  @Test
  @DisplayName("Through a relay of each side messages come in order, none lost, to the end")
  void relays() throws Exception {
    Address from = rig.otherAddress();
    Address to = rig.otherAddress();
    Receiver receiver = rig.receiver(to);
    there.ask("relaying", "relay", address("orders", ""), to);
    here.ask("relaying", "relay", from, address("orders", ""));
    Task<?> sending =
        rig.begin(
            "send",
            () -> {
              try (Sender sender = rig.sender(from)) {
                for (int i = 0; i < COUNT; i++) {
                  sender.send(Integer.toString(i));
                }
              }
            });
    List<String> came =
        rig.within(
            "receive",
            () -> {
              List<String> all = new ArrayList<>();
              for (String text; (text = receiver.receiveString()) != null; ) {
                all.add(text);
              }
              return all;
            });
    sending.join();
    assertThat(came).hasSize(COUNT);
    for (int i = 0; i < COUNT; i++) {
      assertThat(came.get(i)).isEqualTo(Integer.toString(i));
    }
    here.expect("relayed " + COUNT);
    there.expect("relayed " + COUNT);
  }
}
