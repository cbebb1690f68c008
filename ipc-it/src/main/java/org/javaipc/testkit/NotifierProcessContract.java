package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.EndRole;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What {@link org.javaipc.Notifier} and {@link org.javaipc.Listener} promise when the other end is in
 * another process, which is killed, stopped, and ends. Extend it and say which provider; the tests are
 * skipped if it does not have {@link Capability#CROSS_PROCESS}.
 */
public abstract class NotifierProcessContract extends ContractTest {
  /** For a class that extends this one. */
  protected NotifierProcessContract() {}

  /** {@return which provider to test, and how} */
  public abstract ProviderUnderTest provider();

  @Override
  final ProviderUnderTest providerUnderTest() {
    return provider();
  }

  @Override
  final Duration deadline() {
    return Duration.ofMinutes(5);
  }

  @BeforeEach
  final void requireProcesses() throws Exception {
    rig().require(Capability.CROSS_PROCESS);
  }

  @Test
  @DisplayName("3 events go to another process and back, none is lost")
  final void thereAndBack() throws Exception {
    for (String wait : new String[] {"park", "adaptive"}) {
      Address there = rig().otherAddress("wait=" + wait);
      Address back = rig().otherAddress("wait=" + wait);
      Listener pong = rig().listener(back);
      PeerProcess peer = rig().peer();
      peer.ask("ok", "listener", there);
      peer.ask("ok", "notifier", back);
      peer.ask("echoing", "echo-events");
      Notifier ping = rig().notifier(there);
      for (int i = 0; i < 2000; i++) {
        ping.signal(i % 64);
        assertThat(pong.await(rig().patience())).isEqualTo(Notifier.bit(i % 64));
      }
      peer.kill();
      peer.awaitDeath();
      rig().listener(there).close(); // takes away what the killed one left
    }
  }

  @Test
  @DisplayName("9 a killed listener: a notifier, busy or not, gets PeerDiedException")
  final void killedListener() throws Exception {
    rig().require(Capability.PEER_DEATH);
    Address address = rig().address();
    PeerProcess peer = rig().peer();
    peer.ask("ok", "listener", address);
    Notifier notifier = rig().notifier(address);
    Task<?> notifying = rig().begin("notify now and then", () -> notifyNowAndThen(notifier));
    notifying.settle();
    try (ToldDeaths told = new ToldDeaths()) {
      long killed = System.nanoTime();
      peer.kill();
      notifying.joinFailing(PeerDiedException.class);
      rig().say("noticed after %.3f ms".formatted((System.nanoTime() - killed) / 1e6));
      rig().begin("notify again", () -> notifier.signal(5)).joinFailing(PeerDiedException.class);
      told.requireOne(address, EndRole.NOTIFIER);
    }
  }

  @Test
  @DisplayName("9 a listener's process that ends by SIGTERM has closed: no death is told")
  final void terminatedListener() throws Exception {
    rig().require(Capability.PEER_DEATH);
    Address address = rig().address();
    PeerProcess peer = rig().peer();
    peer.ask("ok", "listener", address);
    Notifier notifier = rig().notifier(address);
    try (ToldDeaths told = new ToldDeaths()) {
      Task<?> notifying = rig().begin("notify now and then", () -> notifyNowAndThen(notifier));
      notifying.settle();
      peer.terminate();
      notifying.joinFailing(PeerClosedException.class);
      told.requireNone(address);
    }
  }

  private static void notifyNowAndThen(Notifier notifier) throws Exception {
    while (true) {
      notifier.signal(5);
      Thread.sleep(1);
    }
  }

  @Test
  @DisplayName("9 a listener that closes has closed, also when its process ends right afterwards")
  final void closedAndEnded() throws Exception {
    Address address = rig().address();
    PeerProcess peer = rig().peer();
    peer.ask("ok", "listener", address);
    Notifier notifier = rig().notifier(address);
    peer.ask("ok", "close");
    peer.tell("exit");
    peer.awaitDeath();
    LockSupport.parkNanos(ProcessDeathOfReceiver.NOTICED_NANOS);
    rig().begin("notify", () -> notifier.signal(5)).joinFailing(PeerClosedException.class);
  }

  @Test
  @DisplayName("9 a killed notifier is not reported; the listener goes on, and hears what it told")
  final void killedNotifier() throws Exception {
    Address address = rig().address();
    Listener listener = rig().listener(address);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "notifier", address);
    peer.ask("notified", "notify", 11);
    boolean hearsBefore = rig().has(Capability.CROSS_MACHINE); // what is not sent yet dies with it
    if (hearsBefore) {
      assertThat(listener.await(rig().patience())).isEqualTo(Notifier.bit(11));
    }
    peer.kill();
    peer.awaitDeath();
    if (!hearsBefore) {
      assertThat(listener.await(rig().patience())).isEqualTo(Notifier.bit(11));
    }
    assertThat(listener.await(Duration.ofMillis(20))).isZero();
    rig().notifier(address).signal(12);
    assertThat(listener.await(rig().patience())).isEqualTo(Notifier.bit(12));
  }

  @Test
  @DisplayName("10 the name of a killed listener is reclaimed, by a listener and by a notifier")
  final void nameIsReclaimed() throws Exception {
    rig().require(Capability.PEER_DEATH);
    Address address = rig().address();
    PeerProcess first = rig().peer();
    first.ask("ok", "listener", address);
    first.kill();
    first.awaitDeath();
    Listener listener = rig().listener(address);
    rig().notifier(address).signal(1);
    assertThat(listener.await(rig().patience())).isEqualTo(Notifier.bit(1));
    listener.close();
    PeerProcess second = rig().peer();
    second.ask("ok", "listener", address);
    second.kill();
    second.awaitDeath();
    rig()
        .start("connect", () -> rig().notifier(rig().address("connect=50ms")))
        .joinFailing(ConnectTimeoutException.class);
  }

  @Test
  @DisplayName("9 a stopped listener is not taken for dead, and hears what came meanwhile")
  final void stoppedListener() throws Exception {
    Address address = rig().address();
    PeerProcess peer = rig().peer();
    peer.ask("ok", "listener", address);
    Notifier notifier = rig().notifier(address);
    peer.stop();
    for (int i = 0; i < 50; i++) {
      notifier.signal(i % 3);
      Thread.sleep(10);
    }
    peer.resume();
    long heard = 0;
    while (heard != 0b111) { // a signal may come after the first ones were taken
      heard |= Long.parseLong(peer.ask("events", "await"));
    }
  }

  @Test
  @DisplayName("9 listeners are killed again and again, at any instant: nothing is left behind")
  final void killRounds() throws Exception {
    rig().require(Capability.PEER_DEATH);
    Address address = rig().address();
    int kills = Math.clamp(provider().kills() / 10, 3, 100);
    for (int i = 0; i < kills; i++) {
      PeerProcess peer = rig().peer();
      peer.ask("churning", "churn-listener", address);
      Thread.sleep(rig().random().nextInt(1, 30));
      peer.kill();
      peer.awaitDeath();
    }
    Listener listener = rig().listener(address);
    rig().notifier(address).signal(2);
    assertThat(listener.await(rig().patience())).isEqualTo(Notifier.bit(2));
  }
}
