package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ipc relay}, between commands of their own. */
class RelayCommandTest {
  @RegisterExtension final Workplace at = new Workplace();

  @Test
  @DisplayName("A transfer through two relays arrives whole, and all end with it")
  void twoRelays() throws Exception {
    IpcProcess recv = at.ipc("recv", "shm:c", "--lines").awaitReady();
    IpcProcess second = at.ipc("relay", "unix:b?maxMessage=1KiB", "shm:c").awaitReady();
    IpcProcess first = at.ipc("relay", "shm:a?maxMessage=1KiB", "unix:b").awaitReady();
    assertThat(at.ipc("send", "shm:a", "--message", "one", "--message", "two").exit()).isZero();
    assertThat(recv.exit()).isZero();
    assertThat(recv.out()).isEqualTo("one\ntwo\n");
    for (IpcProcess relay : new IpcProcess[] {first, second}) {
      assertThat(relay.exit()).as(relay.err()).isZero();
      assertThat(relay.err()).contains("relayed messages=2 bytes=6 from ");
    }
  }

  @ParameterizedTest
  @CsvSource({"KILL, 137", "TERM, 143"})
  @DisplayName("A relay that is ended is no end of the stream, and no sender goes on")
  void relayEnded(String signal, int exitCode) throws Exception {
    IpcProcess recv = at.ipc("recv", "unix:b").awaitReady();
    IpcProcess relay = at.ipc("relay", "shm:a?capacity=64KiB", "unix:b").awaitReady();
    IpcProcess send = at.ipcWithInput(Path.of("/dev/zero"), "send", "shm:a");
    await().atMost(IpcProcess.PATIENCE).until(() -> recv.bytes().length > 0);
    relay.signal(signal);
    assertThat(relay.exit()).isEqualTo(exitCode);
    assertThat(recv.exit()).isEqualTo(ExitCode.PEER_GONE);
    assertThat(send.exit()).isEqualTo(ExitCode.PEER_GONE);
    at.ipc("recv", "shm:a", "--timeout", "1ms").exit(); // removes what the killed one left
  }

  @Test
  @DisplayName("A sender that is killed is told through the relay; so is a receiver")
  void deathsPass() throws Exception {
    IpcProcess recv = at.ipc("recv", "unix:b").awaitReady();
    IpcProcess relay = at.ipc("relay", "shm:a", "unix:b").awaitReady();
    IpcProcess send = at.ipc("send", "shm:a");
    send.type("some");
    await().atMost(IpcProcess.PATIENCE).until(() -> recv.out().equals("some"));
    send.signal("KILL");
    assertThat(recv.exit()).isEqualTo(ExitCode.PEER_GONE);
    assertThat(relay.exit()).isEqualTo(ExitCode.PEER_GONE);

    IpcProcess victim = at.ipc("recv", "unix:d").awaitReady();
    IpcProcess next = at.ipc("relay", "shm:c", "unix:d").awaitReady();
    IpcProcess sender = at.ipcWithInput(Path.of("/dev/zero"), "send", "shm:c");
    await().atMost(IpcProcess.PATIENCE).until(() -> victim.bytes().length > 0);
    victim.signal("KILL");
    assertThat(next.exit()).isEqualTo(ExitCode.PEER_GONE);
    assertThat(sender.exit()).isEqualTo(ExitCode.PEER_GONE);
    assertThat(sender.err()).contains("died");
    at.ipc("recv", "shm:c", "--timeout", "1ms").exit(); // remove what the killed left
    at.ipc("recv", "unix:d", "--timeout", "1ms").exit();
  }

  @Test
  @DisplayName("One process relays the configured names that are allowed, and no others")
  void allowed() throws Exception {
    at.file(
        "ipc.properties",
        "ipc.channel.orders.eu=shm:eu\nipc.channel.orders.us=shm:us\nipc.channel.private=shm:private\n");
    String script =
        """
        "${IPC[@]}" recv unix:orders.eu > eu 2> ready1 &
        "${IPC[@]}" recv unix:orders.us > us 2> ready2 &
        until grep -q ready ready1 && grep -q ready ready2; do sleep 0.05; done
        "${IPC[@]}" relay {name} unix:{name} --allow 'orders.*' 2> relay &
        until test "$(grep -c ready relay)" = 2; do sleep 0.05; done
        ipc send orders.eu --message one
        ipc send orders.us --message two
        wait
        cat eu us
        """;
    at.shell(script);
    assertThat(at.file("shell.out")).hasContent("onetwo");
    assertThat(at.file("relay")).content().doesNotContain("private");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          relay memory:x memory:x              | would loop forever
          relay memory:{name} memory:y         | FROM, TO and --allow belong together
          relay memory:x memory:y --allow a    | FROM, TO and --allow belong together
          relay memory:{name} shm:{name} --allow nobody.* | no configured name has the form 'nobody.*'
          """)
  @DisplayName("What cannot be relayed is wrong usage")
  void wrongUsage(String words, String message) throws Exception {
    Call call = Call.of(words.split(" "));
    assertThat(call.err()).contains(message);
    assertThat(call.exit()).isEqualTo(ExitCode.USAGE);
  }
}
