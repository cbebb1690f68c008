package org.javaipc.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Python and C with each other, and with Java at the same time. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BetweenClientsTest {
  private static final int COUNT = 2000;
  private static final String SMALL = "capacity=8KiB&maxMessage=" + Wave.LIMIT;

  @TempDir Path folder;

  private String address(String scheme, String options) {
    return "%s:x?dir=%s&%s".formatted(scheme, folder, options);
  }

  @ParameterizedTest(name = "{0} to {1} over {2}")
  @CsvSource({
    "PYTHON, C, shm", "PYTHON, C, mmap", "PYTHON, C, unix",
    "C, PYTHON, shm", "C, PYTHON, mmap", "C, PYTHON, unix"
  })
  @DisplayName("One client sends to the other: every message arrives, and then the end")
  void fromOneToTheOther(Client sends, Client receives, String scheme) throws Exception {
    try (PeerProgram receiver = PeerProgram.start(receives);
        PeerProgram sender = PeerProgram.start(sends)) {
      receiver.tell("receive", address(scheme, SMALL), 0, Wave.LIMIT);
      receiver.expect("open");
      sender.tell("send", address(scheme, "wait=park"), COUNT, Wave.LIMIT);
      sender.expect("sent " + COUNT);
      sender.expect("done");
      receiver.expect("received " + COUNT);
      receiver.expect("done");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "mmap", "unix"})
  @DisplayName("Senders in Java, Python and C into one receiver: it gets every message of each")
  void senders(String scheme) throws Exception {
    Map<ByteBuffer, Integer> missing = new HashMap<>();
    for (int i = 0; i < COUNT; i++) {
      missing.merge(ByteBuffer.wrap(Wave.message(i)), 3, Integer::sum);
    }
    try (Receiver receiver = Ipc.receiver(address(scheme, SMALL));
        PeerProgram python = PeerProgram.start(Client.PYTHON);
        PeerProgram c = PeerProgram.start(Client.C)) {
      try (Sender first = Ipc.sender(address(scheme, "wait=park"))) {
        python.tell("send", address(scheme, "wait=park"), COUNT, Wave.LIMIT);
        c.tell("send", address(scheme, "wait=park"), COUNT, Wave.LIMIT);
        Thread sending = Thread.ofPlatform().daemon().start(() -> sendAll(first));
        for (int i = 0; i < 3 * COUNT; i++) {
          ByteBuffer message =
              ByteBuffer.wrap(Objects.requireNonNull(receiver.receive(), "the stream has ended"));
          assertThat(missing).as("message %d", i).containsKey(message);
          missing.computeIfPresent(message, (_, left) -> left == 1 ? null : left - 1);
        }
        sending.join();
      }
      assertThat(missing).isEmpty();
      assertThat(receiver.receive()).as("after the last sender has closed").isNull();
      for (PeerProgram peer : new PeerProgram[] {python, c}) {
        peer.expect("sent " + COUNT);
        peer.expect("done");
      }
    }
  }

  private static void sendAll(Sender sender) {
    try {
      Wave.send(sender, COUNT);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "{0} makes it, {1} sends, {2} goes on")
  @CsvSource({
    "JAVA, PYTHON, C",
    "JAVA, C, PYTHON",
    "PYTHON, C, PYTHON",
    "C, PYTHON, C",
    "PYTHON, C, C"
  })
  @DisplayName("A durable ring: what one language has left unread, another one receives")
  void adopted(String maker, Client sends, Client adopts) throws Exception {
    String stream = "4711 0 1000 0 50";
    if (maker.equals("JAVA")) {
      try (Receiver _ = Ipc.receiver(address("mmap", "maxMessage=1000"))) {
        leave(sends, stream);
      }
    } else {
      try (PeerProgram receiver = PeerProgram.start(Client.valueOf(maker), "contractpeer")) {
        receiver.tell("receiver " + address("mmap", "maxMessage=1000"));
        receiver.expect("ok");
        leave(sends, stream);
        receiver.kill();
      }
    }
    try (PeerProgram next = PeerProgram.start(adopts, "contractpeer")) {
      next.tell("receiver " + address("mmap", "maxMessage=1000"));
      next.expect("ok");
      next.tell("receive " + stream);
      next.expect("received 50");
      next.tell("drain 1 0 1 " + folder.resolve("progress"));
      next.expect("draining");
      next.expect("end 0");
    }
  }

  private void leave(Client client, String stream) throws Exception {
    try (PeerProgram sender = PeerProgram.start(client, "contractpeer")) {
      sender.tell("sender " + address("mmap", "wait=park"));
      sender.expect("ok");
      sender.tell("send " + stream);
      sender.expect("sent 50");
      sender.tell("close");
      sender.expect("ok");
    }
  }
}
