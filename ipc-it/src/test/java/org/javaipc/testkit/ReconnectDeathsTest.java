package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.Capability;
import org.javaipc.ChannelClosedException;
import org.javaipc.Connection;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client with {@code reconnect=true} whose servers are killed, one behind another. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReconnectDeathsTest {
  /** The latest instant of a kill, after the server has begun. */
  private static final int LATEST_NANOS = 30_000_000;

  private static final int ROUNDS = 2;

  private interface Body {
    void run(Rig rig) throws Exception;
  }

  private static void inRig(String scheme, String name, Body body) throws Exception {
    Rig rig = Rig.of(ProviderUnderTest.of(scheme), name);
    try {
      rig.requireConnections();
      rig.require(Capability.CROSS_PROCESS, Capability.PEER_DEATH);
      body.run(rig);
    } finally {
      rig.close();
    }
  }

  private static PeerProcess serving(Rig rig) throws Exception {
    PeerProcess server = rig.peer();
    server.ask("ok", "serve", rig.address());
    return server;
  }

  private static void kill(PeerProcess server) throws Exception {
    server.kill();
    server.awaitDeath();
    server.hasNotFailed();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"shm", "sysv", "mmap", "fifo", "pipe", "mq", "sysvmq", "unix", "unixgram"})
  @DisplayName("a server is killed before its client knows of the death of the one before")
  void deathBehindAnother(String scheme) throws Exception {
    inRig(
        scheme,
        "death behind another",
        rig -> {
          PeerProcess server = serving(rig);
          Connection client = rig.connect("reconnect=true", "connect=5m");
          assertThat(client.call("first")).isEqualTo("first");
          for (int round = 0; round < ROUNDS; round++) {
            kill(server);
            kill(serving(rig)); // of which this client never hears
            Task<String> told = rig.start("be told", () -> client.call("to the dead"));
            assertThat(told.joinFailing(PeerDiedException.class)).hasMessageContaining(scheme);
            Task<String> calling = rig.start("call the next", () -> client.call("to the next"));
            calling.settle();
            server = serving(rig);
            assertThat(calling.join()).isEqualTo("to the next");
          }
          client.close();
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"shm", "sysv", "mmap", "fifo", "pipe", "mq", "sysvmq", "unix", "unixgram"})
  @DisplayName("servers are killed while their client connects again, and while it talks")
  void deathWhileItReconnects(String scheme) throws Exception {
    inRig(
        scheme,
        "death while it reconnects",
        rig -> {
          kill(talkedTo(rig, serving(rig)));
        });
  }

  /** Two threads use the connection, as one may send while another one receives. */
  private static PeerProcess talkedTo(Rig rig, PeerProcess first) throws Exception {
    Connection client = rig.connect("reconnect=true", "connect=5m");
    Talk talk = new Talk(client);
    Task<?> sending = rig.begin("send", talk::send);
    Task<?> receiving = rig.begin("receive", talk::receive);
    PeerProcess server = first;
    for (int round = 0; round < ROUNDS; round++) {
      long before = talk.heard.get();
      rig.until(
          "an answer",
          () -> talk.heard.get() > before || hasFailed(sending) || hasFailed(receiving));
      kill(server);
      PeerProcess shortLived = rig.peer();
      shortLived.tell("serve", rig.address());
      LockSupport.parkNanos(rig.random().nextInt(LATEST_NANOS));
      kill(shortLived);
      server = serving(rig);
    }
    long before = talk.heard.get();
    rig.until("the last server answers", () -> talk.heard.get() > before + 1);
    talk.over = true;
    sending.join();
    client.close(); // in the receiving thread's call
    receiving.join();
    rig.say("%d answers, %d gaps told".formatted(talk.heard.get(), talk.gaps.get()));
    assertThat(talk.gaps.get()).as("gaps told").isGreaterThanOrEqualTo(ROUNDS);
    return server;
  }

  /** {@return false, while it runs; else it throws what ended it} */
  private static boolean hasFailed(Task<?> task) throws Exception {
    return task.isDone() && task.join() == null;
  }

  /** Numbers go out, and come back in order; after a gap some may be missing, and none comes twice. */
  private static final class Talk {
    private final Connection client;
    private final AtomicLong heard = new AtomicLong();
    private final AtomicLong gaps = new AtomicLong();
    private volatile boolean over;

    private Talk(Connection client) {
      this.client = client;
    }

    void send() throws Exception {
      for (long next = 0; !over; next++) {
        try {
          client.send(Long.toString(next));
        } catch (PeerClosedException e) {
          gaps.incrementAndGet();
        }
      }
    }

    void receive() throws Exception {
      long last = -1;
      while (true) {
        try {
          last = heard(client.receiveString(), last);
        } catch (PeerClosedException e) {
          gaps.incrementAndGet();
        } catch (ChannelClosedException e) {
          assertThat(over).as("closed by the test").isTrue();
          return;
        }
      }
    }

    private long heard(@Nullable String number, long last) {
      if (number == null) {
        gaps.incrementAndGet();
        return last;
      }
      assertThat(Long.parseLong(number)).as("behind %d", last).isGreaterThan(last);
      heard.incrementAndGet();
      return Long.parseLong(number);
    }
  }
}
