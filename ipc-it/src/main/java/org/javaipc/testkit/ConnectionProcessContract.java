package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.Connection;
import org.javaipc.EndRole;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What connections promise when the other side is a process of its own that is closed, stopped and
 * killed. Extend it and say which provider; the tests are skipped if there are no connections over its
 * medium, or it does not have {@link Capability#CROSS_PROCESS}.
 *
 * <p>Each test has a server's name and a runtime directory of its own, and fails if anything is left
 * there.
 */
public abstract class ConnectionProcessContract extends ContractTest {
  /** The latest instant of a kill, after the victim has begun. */
  private static final int LATEST_NANOS = 20_000_000;

  /** Where the kernel lists the POSIX queues of all, whose names end with that of the channel. */
  private static final Path QUEUES = Path.of("/dev/mqueue");

  private static final Pattern LANE = Pattern.compile("\\.(hi|up|down)(\\.|$)");

  private static final int MOST_STOPS = 50;

  /** For a class that extends this one. */
  protected ConnectionProcessContract() {}

  /** {@return which provider to test, and how} */
  public abstract ProviderUnderTest provider();

  @Override
  final ProviderUnderTest providerUnderTest() {
    return provider();
  }

  @Override
  final Duration deadline() {
    return Duration.ofMinutes(10);
  }

  @BeforeEach
  final void requireConnectedProcesses() throws Exception {
    rig().requireConnections();
    rig().require(Capability.CROSS_PROCESS);
  }

  @Test
  @DisplayName("C20 a client and a server in two processes, either way round")
  final void twoProcesses() throws Exception {
    try (Server server = rig().server();
        PeerProcess peer = rig().peer()) {
      EchoServer.start(server);
      peer.ask("ok", "connect", rig().address());
      assertThat(peer.ask("heard", "converse", "hello")).isEqualTo("hello");
      peer.ask("ok", "close");
    }
    try (PeerProcess peer = rig().peer()) {
      peer.ask("ok", "serve", rig().address());
      try (Connection client = rig().connect()) {
        for (int i = 0; i < 1000; i++) {
          PeerConnections.expect(client, "word " + i);
        }
      }
    }
  }

  @Test
  @DisplayName("C20 who the peer is, is known where the medium knows it")
  final void credentials() throws Exception {
    rig().require(Capability.PEER_CREDENTIALS);
    Server server = rig().server();
    PeerProcess peer = rig().peer();
    peer.tell("connect", rig().address());
    Connection served = rig().accept(server);
    assertThat(served.peer())
        .hasValueSatisfying(credentials -> assertThat(credentials.pid()).isEqualTo(peer.pid()));
  }

  @Test
  @DisplayName("C21 a killed client: what it had sent arrives, then both ends say that it died")
  final void killedClient() throws Exception {
    rig().require(Capability.PEER_DEATH);
    Server server = rig().server();
    PeerProcess peer = rig().peer();
    peer.tell("connect", rig().address());
    Connection served = rig().accept(server);
    peer.expect("ok");
    peer.tell("converse", "last");
    assertThat(rig().within("receive", () -> served.receiver().receiveString())).isEqualTo("last");
    try (ToldDeaths told = new ToldDeaths()) {
      peer.kill();
      bothEndsSayThatThePeerDied(served, told);
    }
    served.close();
  }

  @Test
  @DisplayName("C21 a killed server: both ends say that it died; the next one serves")
  final void killedServer() throws Exception {
    rig().require(Capability.PEER_DEATH);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "serve", rig().address());
    Connection client = rig().connect();
    PeerConnections.expect(client, "hello");
    try (ToldDeaths told = new ToldDeaths()) {
      peer.kill();
      bothEndsSayThatThePeerDied(client, told);
    }
    client.close();
    PeerProcess next = rig().peer();
    next.ask("ok", "serve", rig().address());
    Connection again = rig().connect();
    PeerConnections.expect(again, "hello again");
    again.close();
    next.ask("ok", "close");
  }

  @Test
  @DisplayName("C21 a client's or a server's process that ends by SIGTERM has closed")
  final void terminatedSides() throws Exception {
    rig().require(Capability.PEER_DEATH);
    try (Server server = rig().server();
        PeerProcess peer = rig().peer();
        ToldDeaths told = new ToldDeaths()) {
      peer.tell("connect", rig().address());
      try (Connection served = rig().accept(server)) {
        peer.expect("ok");
        peer.terminate();
        hasClosed(served);
        told.requireNone(rig().address());
      }
    }
    try (PeerProcess peer = rig().peer();
        ToldDeaths told = new ToldDeaths()) {
      peer.ask("ok", "serve", rig().address());
      try (Connection client = rig().connect()) {
        PeerConnections.expect(client, "hello");
        peer.terminate();
        hasClosed(client);
        told.requireNone(rig().address());
      }
    }
    nothingIsLeftOfConnections("the ends by SIGTERM");
  }

  private void hasClosed(Connection connection) throws Exception {
    assertThat(rig().within("receive", () -> connection.receiver().receive() == null)).isTrue();
    rig()
        .begin(
            "send",
            () -> {
              while (true) {
                connection.sender().send("more");
              }
            })
        .joinFailing(PeerClosedException.class);
  }

  private void bothEndsSayThatThePeerDied(Connection connection, ToldDeaths told) throws Exception {
    rig()
        .start("receive", () -> connection.receiver().receive())
        .joinFailing(PeerDiedException.class);
    assertThat(rig().within("receive", () -> connection.receiver().receive() == null)).isTrue();
    rig()
        .begin(
            "send",
            () -> {
              while (true) {
                connection.sender().send("anybody?");
              }
            })
        .joinFailing(PeerDiedException.class);
    told.requireOne(rig().address(), EndRole.RECEIVER);
    told.requireOne(rig().address(), EndRole.SENDER);
  }

  @Test
  @DisplayName(
      "C21 one side ends while messages are on their way: nothing is left of the connection")
  final void endsWithMessagesOnTheirWay() throws Exception {
    for (String ending : new String[] {"close", "exit", "halt"}) {
      try (Server server = rig().server();
          PeerProcess peer = rig().peer()) {
        peer.tell("connect", rig().address());
        try (Connection served = rig().accept(server)) {
          peer.expect("ok");
          sendUnread(served);
          peer.ask("ok", "send-unread");
          peer.tell(ending);
          if (ending.equals("close")) {
            peer.expect("ok");
          } else {
            peer.awaitDeath();
          }
        }
        nothingIsLeftOfConnections("the client's end: " + ending);
      }
    }
  }

  @Test
  @DisplayName("C21 a server is killed while messages are on their way: its client leaves nothing")
  final void serverKilledWithMessagesOnTheirWay() throws Exception {
    rig().require(Capability.PEER_DEATH);
    try (PeerProcess peer = rig().peer()) {
      peer.ask("ok", "serve", rig().address());
      try (Connection client = rig().connect()) {
        PeerConnections.expect(client, "hello");
        peer.stop();
        sendUnread(client);
        peer.kill();
        peer.awaitDeath();
      }
      nothingIsLeftOfConnections("the server's death");
      rig().server().close(); // takes the name over
    }
  }

  @Test
  @DisplayName("C21 both sides are killed: the next server of the name removes what they left")
  final void bothSidesKilled() throws Exception {
    for (Address address : rig().addressesOfEachForm()) {
      killBothSides(address);
      Ipc.listen(address.toString()).close();
      nothingIsLeft("the next server of " + address);
    }
  }

  @Test
  @DisplayName("C21 both sides are killed: cleaning the directory removes what they left")
  final void cleanedAfterBothSidesWereKilled() throws Exception {
    killBothSides(rig().address());
    rig()
        .until(
            "nothing is left after cleaning",
            () -> {
              rig().clean();
              return left().isEmpty();
            });
  }

  private void killBothSides(Address address) throws Exception {
    PeerProcess server = rig().peer();
    PeerProcess client = rig().peer();
    server.ask("ok", "serve", address);
    client.ask("ok", "connect", address);
    server.stop();
    client.kill();
    client.awaitDeath();
    server.kill();
    server.awaitDeath();
  }

  private void nothingIsLeft(String after) throws Exception {
    Eventually.until(
        () -> "nothing is left after %s: left are %s".formatted(after, left()),
        rig().patience(),
        () -> left().isEmpty());
  }

  /** {@return files and kernel objects, but for those of processes: the next process removes these} */
  private List<String> left() throws IOException {
    return Stream.of(rig().directory().leftovers(), queues(), rig().kernelObjects())
        .flatMap(List::stream)
        .filter(name -> !name.startsWith(OwnRuntimeDirectory.PROCESS))
        .toList();
  }

  static void sendUnread(Connection connection) throws Exception {
    for (int i = 0; i < 3; i++) {
      connection.sender().send("unread");
    }
  }

  private void nothingIsLeftOfConnections(String after) throws Exception {
    Eventually.until(
        () -> "nothing is left of a connection after %s: left are %s".formatted(after, lanes()),
        rig().patience(),
        () -> lanes().isEmpty());
  }

  /** {@return the files and the POSIX queues of connections to the test's server} */
  private List<String> lanes() throws IOException {
    return Stream.concat(rig().directory().leftovers().stream(), queues().stream())
        .filter(LANE.asPredicate())
        .toList();
  }

  private List<String> queues() throws IOException {
    if (!Files.isReadable(QUEUES)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(QUEUES)) {
      return all.map(queue -> queue.getFileName().toString())
          .filter(queue -> queue.contains(rig().address().name() + "."))
          .toList();
    }
  }

  @Test
  @DisplayName("C22 clients are killed while they connect, talk and close: the server serves on")
  final void killedClients() throws Exception {
    rig().require(Capability.PEER_DEATH);
    Server server = rig().server("capacity=4KiB");
    EchoServer echo = EchoServer.start(server);
    Task<PeerProcess> spare = rig().start("start a peer", rig()::peer);
    int rounds = rounds();
    for (int i = 0; i < rounds; i++) {
      try (PeerProcess victim = spare.join();
          ProgressFile done = ProgressFile.create()) {
        spare = rig().start("start a peer", rig()::peer);
        victim.ask("churning", "churn-client", rig().address(), done.file());
        long conversations = rig().random().nextInt(3);
        rig().until("conversations", () -> done.get() >= conversations);
        LockSupport.parkNanos(rig().random().nextInt(LATEST_NANOS));
        victim.kill();
        victim.awaitDeath();
        victim.hasNotFailed();
      }
      try (Connection client = rig().connect()) {
        PeerConnections.expect(client, "still serving");
      }
    }
    spare.join().close();
    rig().until("every connection has ended", () -> echo.ended() + echo.died() == echo.accepted());
    rig()
        .say(
            "%d clients killed, %d of them in a conversation, %d while they connected"
                .formatted(rounds, echo.died(), server.refused()));
    server.close();
    rig().server().close(); // removes what those left of whom the first server has never heard
  }

  @Test
  @DisplayName("C22 servers are killed while a client connects and talks: it finds the next one")
  final void killedServers() throws Exception {
    rig().require(Capability.PEER_DEATH);
    Task<PeerProcess> spare = rig().start("start a peer", rig()::peer);
    int rounds = rounds();
    Conversations conversations = new Conversations();
    Task<?> talking =
        rig().begin("talk to the server of the moment", () -> conversations.run(rig()));
    for (int i = 0; i < rounds; i++) {
      try (PeerProcess victim = spare.join()) {
        spare = rig().start("start a peer", rig()::peer);
        victim.ask("churning", "churn-server", rig().address("capacity=4KiB"));
        long before = conversations.held;
        rig().until("a conversation", () -> talking.isDone() || conversations.held > before);
        LockSupport.parkNanos(rig().random().nextInt(LATEST_NANOS));
        victim.kill();
        victim.awaitDeath();
        victim.hasNotFailed();
      }
    }
    spare.join().close();
    conversations.over = true;
    talking.thread().interrupt();
    talking.join();
    rig()
        .say(
            "%d servers killed, %d conversations held, %d cut short"
                .formatted(rounds, conversations.held, conversations.cut));
    rig().server().close();
  }

  private int rounds() {
    return Math.max(3, provider().kills() / 10);
  }

  @Test
  @DisplayName(
      "C23 a client that is stopped while it connects keeps nobody waiting, unless it has the lock")
  final void stoppedClient() throws Exception {
    Server server = rig().server("capacity=4KiB");
    EchoServer.start(server);
    int stops = 0;
    int keptOut = 0;
    // Most of the time it has no lock: that it always had it, so often, is a lock that it keeps.
    for (; stops < 2 || (keptOut == stops && stops < MOST_STOPS); stops++) {
      try (PeerProcess peer = rig().peer();
          ProgressFile done = ProgressFile.create()) {
        peer.ask("churning", "churn-client", rig().address(), done.file());
        rig().until("a conversation", () -> done.get() > 0);
        LockSupport.parkNanos(rig().random().nextInt(LATEST_NANOS));
        peer.stop();
        keptOut += isLetIn("connect=2s") ? 0 : 1;
        peer.resume();
        assertThat(isLetIn("connect=5m")).as("when it goes on").isTrue();
        long before = done.get();
        rig().until("the stopped client goes on", () -> done.get() > before);
        peer.kill();
      }
    }
    rig().say("%d of %d times it had the lock of the name".formatted(keptOut, stops));
    assertThat(keptOut).as("times that it kept others out").isLessThan(stops);
    server.close();
    rig().server().close();
  }

  private boolean isLetIn(String limit) throws Exception {
    try (Connection client = Ipc.connect(rig().address(limit).toString())) {
      PeerConnections.expect(client, "hello");
      return true;
    } catch (ConnectTimeoutException e) {
      assertThat(e).rootCause().hasMessageContaining("held the lock of the name");
      return false;
    }
  }

  /** Of one client with the server of the moment. */
  private static final class Conversations {
    private volatile long held;
    private volatile long cut;
    private volatile boolean over;

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread counts, others look
    void run(Rig rig) throws Exception {
      while (!over) {
        try (Connection client = Ipc.connect(rig.address("connect=5m").toString())) {
          PeerConnections.expect(client, "hello");
          held++;
        } catch (InterruptedException e) {
          return;
        } catch (IpcException | AssertionError e) {
          cut++; // by the end of the server: an end of stream, or an exception
        }
      }
    }
  }
}
