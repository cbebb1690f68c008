package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.javaipc.IpcException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crowds, and clients that do what they should not. */
class ManyClientsTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  @TempDir Path folder;

  private final ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong served = new AtomicLong();
  private UnixServerSocket server;

  @BeforeEach
  void serve() throws Exception {
    server = UnixServerSocket.bind(UnixSocketAddress.of(folder.resolve("s")));
    var _ = virtual.submit(this::acceptAll);
  }

  @AfterEach
  void end() throws Exception {
    server.close();
    virtual.shutdownNow();
  }

  private Void acceptAll() throws Exception {
    while (true) {
      UnixSocket client = server.accept();
      var _ = virtual.submit(() -> echo(client));
    }
  }

  private Void echo(UnixSocket client) throws Exception {
    try (client) {
      MemorySegment bytes = Bytes.room(64);
      for (long n; (n = client.read(bytes)) > 0; ) {
        client.write(bytes.asSlice(0, n));
      }
    } catch (IpcException e) {
      // a client that broke off: only its own affair
    }
    served.incrementAndGet();
    return null;
  }

  @Test
  @DisplayName("U10 1,000 clients at once are each served")
  void thousandClientsAtOnce() throws Exception {
    List<UnixSocket> clients = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      clients.add(UnixSocket.connect(server.address(), LONG));
    }
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 1_000; i++) {
        clients.get(i).write(Bytes.of("%08d".formatted(i)));
      }
      for (int i = 0; i < 1_000; i++) {
        assertThat(Bytes.read(clients.get(i), 8)).isEqualTo("%08d".formatted(i));
      }
    }
    for (UnixSocket client : clients) {
      client.close();
    }
    await().untilAsserted(() -> assertThat(served.get()).isEqualTo(1_000));
  }

  @Test
  @DisplayName("U10 10,000 connections in a row are all served, and nothing is left behind")
  void tenThousandConnects() throws Exception {
    List<Future<Void>> crowd = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      crowd.add(
          virtual.submit(() -> {
            for (int i = 0; i < 2_500; i++) {
              try (UnixSocket client = UnixSocket.connect(server.address(), LONG)) {
                client.write(Bytes.of("x"));
                Bytes.read(client, 1);
              }
            }
            return null;
          }));
    }
    for (Future<Void> member : crowd) {
      member.get();
    }
    await().untilAsserted(() -> assertThat(served.get()).isEqualTo(10_000));
  }

  @Test
  @DisplayName("U10 clients that never read, break off or die keep nobody else from being served")
  void badClientsHarmNobody() throws Exception {
    ForeignPeer.C.require();
    TestProcess hoard = TestProcess.start(ForeignPeer.compiled(), "hoard", server.address(), 100);
    try (UnixSocket deaf = UnixSocket.connect(server.address(), LONG)) {
      while (deaf.tryWrite(Bytes.room(4096)) > 0) {
        served.get(); // the server's answers fill the other direction
      }
      for (int i = 0; i < 50; i++) {
        UnixSocket rude = UnixSocket.connect(server.address(), LONG);
        rude.write(Bytes.of("answer me"));
        rude.close();
      }
      assertThat(hoard.line()).isEqualTo("100");
      try (UnixSocket good = UnixSocket.connect(server.address(), LONG)) {
        good.write(Bytes.of("still there?"));
        assertThat(Bytes.read(good, 12)).isEqualTo("still there?");
      }
      hoard.close(); // kills it
      await().untilAsserted(() -> assertThat(served.get()).isEqualTo(151));
    } finally {
      hoard.close();
    }
  }

  @Test
  @DisplayName("U10 a server with too many open files sheds the next client and goes on")
  void tooManyOpenFiles() throws Exception {
    UnixSocketAddress address = UnixSocketAddress.of(folder.resolve("cramped"));
    try (TestProcess process = TestProcess.java(80, CrampedServer.class, "serve", address)) {
      assertThat(process.line()).isEqualTo("listening");
      List<UnixSocket> clients = new ArrayList<>();
      int refused = 0;
      while (refused < 5) {
        UnixSocket client = UnixSocket.connect(address, LONG);
        if (answered(client)) {
          clients.add(client);
        } else {
          client.close();
          refused++;
        }
      }
      process.say("\n");
      assertThat(process.line()).isEqualTo("kept " + clients.size() + " shed 5");
      for (UnixSocket client : clients) {
        client.close();
      }
      try (UnixSocket late = UnixSocket.connect(address, LONG)) {
        assertThat(answered(late)).isTrue();
      }
    }
  }

  private static boolean answered(UnixSocket client) throws Exception {
    return client.read(Bytes.room(1), LONG) == 1;
  }

  @Test
  @DisplayName("U7 descriptors that there is no room for are a typed error, and none leaks")
  void noRoomForDescriptors() throws Exception {
    UnixSocketAddress address = UnixSocketAddress.of(folder.resolve("cramped"));
    try (UnixServerSocket listening = UnixServerSocket.bind(address);
        TestProcess process = TestProcess.java(100, CrampedServer.class, "receive", address);
        UnixSocket socket = listening.accept(LONG);
        PassedDescriptor one = PassedDescriptor.duplicate(0)) {
      socket.write(Bytes.of("many"), Collections.nCopies(253, one));
      assertThat(process.line()).contains("descriptors came with a message").contains("ulimit -n");
      assertThat(process.line()).isEqualTo("leaked 0");
      socket.write(Bytes.of("few"), Collections.nCopies(3, one));
      assertThat(process.line()).isEqualTo("read 3 with 3");
    }
  }
}
