package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files and texts that go from one command to another. */
class SendRecvTest {
  @RegisterExtension final Workplace at = new Workplace();

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({"shm:x, 3000000", "mmap:x, 300000", "shm:x?capacity=4KiB, 100001", "shm:x, 0"})
  void binaryInputArrivesAsItIs(String address, int length) throws Exception {
    byte[] content = random(length);
    IpcProcess recv = at.ipc("recv", address).awaitReady();
    IpcProcess send = at.ipcWithInput(at.file("in", content), "send", address);
    assertThat(send.exit()).isZero();
    assertThat(recv.exit()).isZero();
    assertThat(recv.bytes()).isEqualTo(content);
    assertThat(send.out()).isEmpty();
    assertThat(send.err()).isEmpty();
    assertThat(recv.err()).isEqualTo("ready " + address + "\n");
    if (address.startsWith("mmap")) {
      Files.delete(at.runtime().resolve("x.mmap"));
    }
  }

  @Test
  void aSenderWaitsForItsReceiver() throws Exception {
    IpcProcess send = at.ipcWithInput(at.file("in", random(1000)), "send", "shm:x?connect=30s");
    IpcProcess recv = at.ipc("recv", "shm:x").awaitReady();
    assertThat(send.exit()).isZero();
    assertThat(recv.exit()).isZero();
    assertThat(recv.bytes()).isEqualTo(random(1000));
  }

  @Test
  void fileOptionsReplaceStandardInputAndOutput() throws Exception {
    Path out = at.file("out", "what was there before");
    IpcProcess recv = at.ipc("recv", "shm:x", "--out", out.toString()).awaitReady();
    String in = at.file("in", random(200_000)).toString();
    assertThat(at.ipc("send", "shm:x", "--file", in, "--message-size", "999").exit()).isZero();
    assertThat(recv.exit()).isZero();
    assertThat(Files.readAllBytes(out)).isEqualTo(random(200_000));
    assertThat(recv.bytes()).isEmpty();
  }

  @Test
  void devicesAreWelcome() throws Exception {
    IpcProcess recv = at.ipc("recv", "shm:x", "--out", "/dev/null").awaitReady();
    assertThat(at.ipc("send", "shm:x", "--message", "hello").exit()).isZero();
    assertThat(recv.exit()).isZero();
  }

  @Test
  void textsAreOneMessageEachInUtf8() throws Exception {
    IpcProcess recv = at.ipc("recv", "shm:x", "--lines").awaitReady();
    assertThat(
            at.ipc("send", "shm:x", "--message", "eins", "--message", "", "--message", "zw\u00f6lf")
                .exit())
        .isZero();
    assertThat(recv.exit()).isZero();
    assertThat(recv.out()).isEqualTo("eins\n\nzw\u00f6lf\n");
  }

  @Test
  void aLogFileGoesLineByLine() throws Exception {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      log.append("line ").append(i).append(i % 100 == 0 ? "x".repeat(i) : "").append('\n');
    }
    IpcProcess recv = at.ipc("recv", "shm:x", "--lines").awaitReady();
    Path in = at.file("log", log.toString());
    assertThat(at.ipcWithInput(in, "send", "shm:x", "--lines").exit()).isZero();
    assertThat(recv.exit()).isZero();
    assertThat(recv.out()).isEqualTo(log.toString());
  }

  @Test
  void aLastLineWithoutItsEndIsSentToo() throws Exception {
    IpcProcess recv = at.ipc("recv", "shm:x", "--lines").awaitReady();
    Path in = at.file("log", "one\n\nthree");
    assertThat(at.ipcWithInput(in, "send", "shm:x", "--lines").exit()).isZero();
    assertThat(recv.exit()).isZero();
    assertThat(recv.out()).isEqualTo("one\n\nthree\n");
  }

  @Test
  void messagesOfAStatedSizeAreAllOfItButTheLast() throws Exception {
    IpcProcess recv = at.ipc("recv", "shm:x", "--lines").awaitReady();
    IpcProcess send = at.ipc("send", "shm:x", "--message-size", "4");
    for (String piece : new String[] {"a", "bcdef", "ghi", "j"}) {
      send.type(piece);
    }
    send.endInput();
    assertThat(send.exit()).isZero();
    assertThat(recv.exit()).isZero();
    assertThat(recv.out()).isEqualTo("abcd\nefgh\nij\n");
  }

  @Test
  void whatIsTypedArrivesBeforeTheInputEnds() throws Exception {
    IpcProcess recv = at.ipc("recv", "shm:x", "--count", "1").awaitReady();
    IpcProcess send = at.ipc("send", "shm:x");
    send.type("typed");
    assertThat(recv.exit()).isZero();
    assertThat(recv.out()).isEqualTo("typed");
    send.type("too late");
    send.endInput();
    assertThat(send.exit()).isEqualTo(ExitCode.PEER_GONE);
    assertThat(send.err()).startsWith("ipc: shm:x").hasLineCount(1);
  }

  @Test
  void aTarPipeReproducesADirectory() throws IOException, InterruptedException {
    String script =
        """
        set -e -o pipefail
        mkdir -p d/deep/er
        head -c 2000000 /dev/urandom > d/deep/random
        : > d/empty
        ln -s deep d/link
        echo text > d/deep/er/text
        mkdir copy
        { ipc recv shm:x | tar x -C copy; } &
        receiver=$!
        tar c d | ipc send shm:x
        wait $receiver
        diff -r d copy/d
        test "$(readlink copy/d/link)" = deep
        """;
    assertThat(at.shell(script)).as(Files.readString(at.file("shell.err"))).isZero();
  }

  @Test
  void aLogicalNameIsConfiguredByTheEnvironment() throws Exception {
    String script =
        """
        export IPC_CHANNEL_ORDERS=shm:configured
        ipc recv orders 2>ready > got &
        until grep -q '^ready shm:configured' ready; do sleep 0.05; done
        ipc send orders --message hello && wait $! && grep -q hello got
        """;
    assertThat(at.shell(script)).as(Files.readString(at.file("shell.err"))).isZero();
  }
}
