package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code framing=none}: only the kernel knows who takes part, so a death looks like an orderly end. Nobody waits for the
 * dead, no byte is changed or comes twice, and the name is of use to the next.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KilledStreamTest {
  private static final int SOME = 100_000;
  private static final byte[] HELLO = {1, 2, 3};

  @TempDir Path folder;

  private Program victim;

  @AfterEach
  void endVictim() {
    if (victim != null) {
      victim.close();
    }
  }

  private String address(String scheme) {
    return scheme + ":" + folder.resolve("x") + "?framing=none";
  }

  private void start(String role, String address) throws Exception {
    victim = Program.java(RawStreamMain.class, role, address);
    assertThat(victim.line()).isEqualTo("ready");
  }

  /** {@return how many bytes have come so far, of which each is one more than that before it} */
  private static long receive(Receiver receiver, long before, long enough) throws Exception {
    long next = before;
    while (next < enough) {
      byte[] bytes = receiver.receive();
      if (bytes == null) {
        return next;
      }
      for (byte one : bytes) {
        assertThat(one).isEqualTo((byte) next++);
      }
    }
    return next;
  }

  @ParameterizedTest
  @ValueSource(strings = {"fifo", "unix"})
  @DisplayName("a killed sender's bytes arrive as they were sent, and then the stream ends")
  void aKilledSenderEndsTheStream(String scheme) throws Exception {
    try (Receiver receiver = Ipc.receiver(address(scheme))) {
      start("sender", address(scheme));
      long before = receive(receiver, 0, SOME);
      victim.kill();
      receive(receiver, before, Long.MAX_VALUE);
      assertThat(receiver.isEnded()).isTrue();
      assertThat(receiver.receive()).as("again").isNull();
    }
    usedAgain(scheme);
  }

  /** The name is of use to the next two. */
  private void usedAgain(String scheme) throws Exception {
    try (Receiver receiver = Ipc.receiver(address(scheme));
        Sender sender = Ipc.sender(address(scheme))) {
      sender.send(HELLO);
      assertThat(receiver.receive()).isEqualTo(HELLO);
    }
  }

  @Test
  @DisplayName("a mailbox goes on with the next sender when one was killed")
  void aMailboxGoesOn() throws Exception {
    String mailbox = address("unix") + "&end=never";
    try (Receiver receiver = Ipc.receiver(mailbox)) {
      start("sender", address("unix"));
      receive(receiver, 0, SOME);
      victim.kill();
      FutureTask<Boolean> receiving = new FutureTask<>(() -> receiveUntilHello(receiver));
      Thread.ofPlatform().daemon().start(receiving);
      try (Sender sender = Ipc.sender(address("unix"))) {
        sender.send(HELLO);
        receiving.get(1, TimeUnit.MINUTES);
      }
      assertThat(receiver.isEnded()).isFalse();
    }
  }

  /** What the dead had sent comes first. */
  private static boolean receiveUntilHello(Receiver receiver) throws Exception {
    byte[] bytes = receiver.receive();
    while (!Arrays.equals(bytes, HELLO)) {
      bytes = receiver.receive();
    }
    return true;
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "server"})
  @DisplayName("the survivor of a connection receives to the end and cannot send any more")
  void theSurvivorOfAConnectionIsTold(String role) throws Exception {
    if (role.equals("client")) {
      try (Server server = Ipc.listen(address("unix"))) {
        start(role, address("unix"));
        try (Connection connection = server.accept()) {
          survive(connection);
        }
      }
    } else {
      start(role, address("unix"));
      try (Connection connection = Ipc.connect(address("unix"))) {
        survive(connection);
      }
    }
    try (Server server = Ipc.listen(address("unix"));
        Connection client = Ipc.connect(address("unix"));
        Connection served = server.accept()) {
      client.sender().send(HELLO);
      assertThat(served.receiver().receive()).isEqualTo(HELLO);
    }
  }

  private void survive(Connection connection) throws Exception {
    long before = receive(connection.receiver(), 0, SOME);
    victim.kill();
    receive(connection.receiver(), before, Long.MAX_VALUE);
    FutureTask<Void> sending =
        new FutureTask<>(() -> {
          while (true) {
            connection.sender().send(HELLO);
          }
        });
    Thread.ofPlatform().daemon().start(sending);
    assertThatThrownBy(() -> sending.get(1, TimeUnit.MINUTES))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(PeerClosedException.class);
  }
}
