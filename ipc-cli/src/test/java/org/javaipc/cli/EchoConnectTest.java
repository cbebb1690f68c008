package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.javaipc.Connection;
import org.javaipc.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers and clients from the shell. */
class EchoConnectTest {
  @RegisterExtension final Workplace at = new Workplace();

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "shm:x, 3000000",
    "sysv:x?capacity=4KiB, 100001",
    "mmap:x, 300000",
    "unix:x, 300000",
    "unix:x?framing=none, 300000",
    "fifo:x, 100001",
    "mq:x, 30001",
    "sysvmq:x, 30001",
    "shm:x, 0"
  })
  void whatWasSentComesBackAsItIs(String address, int length) throws Exception {
    byte[] content = random(length);
    IpcProcess echo = at.ipc("echo", address).awaitReady();
    IpcProcess client = at.ipcWithInput(at.file("in", content), "connect", address);
    assertThat(client.exit()).isZero();
    assertThat(client.bytes()).isEqualTo(content);
    assertThat(client.err()).isEmpty();
    echo.signal("INT");
    assertThat(echo.exit()).isEqualTo(130);
    assertThat(echo.err()).isEqualTo("ready " + address + "\n");
    assertThat(echo.out()).isEmpty();
  }

  @Test
  void aClientWaitsForItsServerAndSeveralAreServedAtOnce() throws Exception {
    List<IpcProcess> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(
          at.ipcWithInput(at.file("in" + i, random(1000 + i)), "connect", "shm:x?connect=40s"));
    }
    at.ipc("echo", "shm:x").awaitReady();
    for (int i = 0; i < 4; i++) {
      assertThat(clients.get(i).exit()).isZero();
      assertThat(clients.get(i).bytes()).isEqualTo(random(1000 + i));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm:x", "unix:x", "fifo:x", "unix:x?framing=lines"})
  void linesAreMessagesAndAnswersAreLines(String address) throws Exception {
    IpcProcess echo = at.ipc("echo", address).awaitReady();
    IpcProcess client =
        at.ipcWithInput(
            at.file("in", "hello\n\nwithout end".getBytes(StandardCharsets.UTF_8)),
            "connect",
            address,
            "--lines");
    assertThat(client.exit()).isZero();
    assertThat(client.out()).isEqualTo("hello\n\nwithout end\n");
    assertThat(client.err()).isEmpty();
    echo.signal("INT");
    assertThat(echo.exit()).isEqualTo(130);
  }

  @Test
  void whatIsTypedComesBackAtOnceAndTheServersEndIsTheEnd() throws Exception {
    IpcProcess echo = at.ipc("echo", "shm:x").awaitReady();
    IpcProcess client = at.ipc("connect", "shm:x");
    client.type("typed");
    await().atMost(IpcProcess.PATIENCE).until(() -> client.out().equals("typed"));
    echo.signal("TERM");
    assertThat(echo.exit()).isEqualTo(143);
    assertThat(client.exit()).isZero();
    assertThat(client.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm:x", "unix:x"})
  void aServerThatIsKilledIsNoEnd(String address) throws Exception {
    IpcProcess echo = at.ipc("echo", address).awaitReady();
    IpcProcess client = at.ipc("connect", address);
    client.type("typed");
    await().atMost(IpcProcess.PATIENCE).until(() -> client.out().equals("typed"));
    echo.signal("KILL");
    assertThat(client.exit()).isEqualTo(ExitCode.PEER_GONE);
    assertThat(client.err()).startsWith("ipc: " + address).hasLineCount(1);
    assertThat(at.ipc("clean").exit()).isZero();
  }

  @Test
  void aClientThatIsKilledIsToldOfAndTheServerGoesOn() throws Exception {
    IpcProcess echo = at.ipc("echo", "shm:x").awaitReady();
    IpcProcess client = at.ipc("connect", "shm:x");
    client.type("typed");
    await().atMost(IpcProcess.PATIENCE).until(() -> client.out().equals("typed"));
    client.signal("KILL");
    await().atMost(IpcProcess.PATIENCE).until(() -> echo.err().contains("ipc: a client: shm:x"));
    IpcProcess next = at.ipcWithInput(at.file("in", "next"), "connect", "shm:x");
    assertThat(next.exit()).isZero();
    assertThat(next.out()).isEqualTo("next");
  }

  @Test
  void aClientThatDoesNotReadItsAnswersKeepsNobodyWaiting()
      throws IOException, InterruptedException {
    String script =
        """
        "${IPC[@]}" echo 'shm:x?capacity=4KiB' 2>ready &
        server=$!
        until grep -q '^ready shm:x' ready; do sleep 0.05; done
        mkfifo unread
        "${IPC[@]}" connect shm:x < /dev/zero > unread &
        slow=$!
        exec 3<unread
        head -c 1000 <&3 > /dev/null
        echo quick | ipc connect shm:x > answer
        grep -q quick answer || exit 9
        kill $slow $server
        exec 3<&-
        wait
        """;
    assertThat(at.shell(script)).as(Files.readString(at.file("shell.err"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm:x", "sysv:x", "mmap:x", "unix:x", "fifo:x", "mq:x", "sysvmq:x"})
  void noServerASecondServerAndTooManyClientsHaveTheirExitCodes(String name, @TempDir Path folder)
      throws Exception {
    Shell shell = Shell.in(folder);
    String address = name + "?dir=" + folder.resolve("run");
    Shell.Result alone = shell.run("connect", address + "&connect=50ms");
    assertThat(alone.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(alone.err()).contains(address).contains("50ms").hasLineCount(1);
    try (Server server = shell.ipc().listen(address + "&clients=1");
        Connection only = shell.ipc().connect(address)) {
      Shell.Result second = shell.run("echo", address);
      assertThat(second.exitCode()).isEqualTo(ExitCode.REFUSED);
      assertThat(second.err()).hasLineCount(1);
      Shell.Result late = shell.run("connect", address);
      assertThat(late.exitCode()).isEqualTo(ExitCode.REFUSED);
      assertThat(late.err()).contains("clients=1").hasLineCount(1);
      only.sender().send("still there?");
      try (Connection served = server.accept()) {
        assertThat(served.receiver().receiveString()).isEqualTo("still there?");
      }
    }
  }

  @Test
  void aPlaceThatNoServerCanHaveIsSaidAtOnce() throws Exception {
    for (String command : List.of("echo", "connect")) {
      Call file = Call.of(command, "unix:" + at.file("plain", "") + "?connect=10m");
      assertThat(file.exit()).isEqualTo(ExitCode.FAILED);
      assertThat(file.err()).contains("plain: it is a regular file, not a socket").hasLineCount(1);
      Call missing = Call.of(command, "unix:" + at.file("plain", "") + ".d/s?connect=10m");
      assertThat(missing.exit()).isEqualTo(ExitCode.FAILED);
      assertThat(missing.err()).contains("plain.d/s: no such directory: ").hasLineCount(1);
      Call longPath = Call.of(command, "unix:" + "/0123456789".repeat(10));
      assertThat(longPath.exit()).isEqualTo(ExitCode.USAGE);
      assertThat(longPath.err()).contains("has 110 bytes", "at most 108").hasLineCount(1);
    }
  }

  @Test
  void aSignalEndsTheWaitForAServer() throws Exception {
    IpcProcess client = at.ipc("connect", "shm:x?connect=40s");
    await().atMost(IpcProcess.PATIENCE).until(() -> !at.inRuntime().isEmpty());
    client.signal("INT");
    assertThat(client.exit()).isEqualTo(130);
    assertThat(client.err()).isEmpty();
  }

  @Test
  void wrongAddressesAreUsageErrors() throws Exception {
    assertThat(Call.of("echo").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(Call.of("echo", "shm:x?framing=none").exit()).isEqualTo(ExitCode.USAGE);
    for (String command : List.of("echo", "connect")) {
      assertThat(Call.of(command, "carrier:x").exit()).isEqualTo(ExitCode.USAGE);
      assertThat(Call.of(command, "unix:x?framing=some").exit()).isEqualTo(ExitCode.USAGE);
      assertThat(Call.of(command, "unix:x?colour=red").err()).contains("colour").hasLineCount(1);
    }
    assertThat(Call.of("connect", "shm:x?senders=2").err()).contains("senders").hasLineCount(1);
    assertThat(Call.of("connect", "--help").out()).contains("ADDRESS");
  }
}
