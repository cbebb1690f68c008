package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transfers that cannot be, are cut short, or are interrupted. */
class FailedTransfersTest {
  @RegisterExtension final Workplace at = new Workplace();

  private static void assertFailed(IpcProcess process, int exitCode, String message)
      throws InterruptedException {
    int exit = process.exit();
    String said = process.err().replaceFirst("^ready .*\n", "");
    assertThat(said).startsWith("ipc: ").contains(message).hasLineCount(1);
    assertThat(exit).isEqualTo(exitCode);
  }

  @Test
  void aSecondReceiverIsRefused() throws Exception {
    IpcProcess first = at.ipc("recv", "shm:x").awaitReady();
    assertFailed(at.ipc("recv", "shm:x"), ExitCode.REFUSED, "is the receiver");
    assertThat(at.ipc("send", "shm:x", "--message", "hello").exit()).isZero();
    assertThat(first.exit()).isZero();
    assertThat(first.out()).isEqualTo("hello");
  }

  @Test
  void noReceiverInTimeIsATimeout() throws Exception {
    assertFailed(
        at.ipc("send", "shm:x?connect=50ms", "--message", "m"),
        ExitCode.TIMED_OUT,
        "no receiver was open within connect=50ms");
  }

  @Test
  void noMessageInTimeIsATimeout() throws Exception {
    assertFailed(
        at.ipc("recv", "shm:x", "--timeout", "50ms"),
        ExitCode.TIMED_OUT,
        "no message came within --timeout=50 ms");
  }

  @Test
  void aSilentSenderIsATimeoutAfterWhatItSent() throws Exception {
    IpcProcess send = at.ipc("send", "shm:x?connect=2m");
    send.type("all that there is");
    await().atMost(IpcProcess.PATIENCE).until(() -> !at.inRuntime().isEmpty());
    IpcProcess recv = at.ipc("recv", "shm:x", "--timeout", "2s");
    assertFailed(recv, ExitCode.TIMED_OUT, "no message came within --timeout=2000 ms");
    assertThat(recv.out()).isEqualTo("all that there is");
  }

  @ParameterizedTest
  @CsvSource({"KILL, 137", "TERM, 143", "INT, 130"})
  void aSenderThatIsEndedIsNotTakenForDone(String signal, int exitCode) throws Exception {
    Path out = at.file("out");
    IpcProcess recv = at.ipc("recv", "shm:x", "--out", out.toString()).awaitReady();
    IpcProcess send = at.ipc("send", "shm:x");
    send.type("committed");
    await().atMost(IpcProcess.PATIENCE).until(() -> Files.size(out) == 9);
    send.signal(signal);
    assertThat(send.exit()).isEqualTo(exitCode);
    assertThat(send.err()).isEmpty();
    assertFailed(recv, ExitCode.PEER_GONE, "shm:x");
    assertThat(Files.readString(out)).isEqualTo("committed");
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void aWaitingReceiverEndsQuietly(String signal, int exitCode) throws Exception {
    IpcProcess recv = at.ipc("recv", "shm:x").awaitReady();
    recv.signal(signal);
    assertThat(recv.exit()).isEqualTo(exitCode);
    assertThat(recv.err()).isEqualTo("ready shm:x\n");
    assertThat(at.inRuntime()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void aSenderThatWaitsForItsReceiverEndsQuietly(String signal, int exitCode) throws Exception {
    IpcProcess send = at.ipc("send", "shm:x?connect=2m", "--message", "m");
    await().atMost(IpcProcess.PATIENCE).until(() -> hasASlot(send));
    send.signal(signal);
    assertThat(send.exit()).isEqualTo(exitCode);
    assertThat(send.err()).isEmpty();
  }

  /** Ended before it has all of one, a process leaves what it has to the next. */
  private boolean hasASlot(IpcProcess process) throws IOException {
    for (String name : at.inRuntime()) {
      if (name.endsWith(".fifo") && process.hasOpen(at.runtime().resolve(name))) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aReceiverThatWritesToAStalledPipeEndsBySignalToo() throws Exception {
    String script =
        """
        mkfifo stalled
        exec 3<> stalled
        "${IPC[@]}" recv shm:x > stalled 2> ready &
        receiver=$!
        until grep -q ready ready; do sleep 0.05; done
        "${IPC[@]}" send shm:x --message-size 64KiB < /dev/zero 2> sent &
        sender=$!
        until test "$(sed -n 's/^wchar: //p' /proc/$receiver/io)" -ge 65536; do sleep 0.05; done
        kill -TERM $receiver
        wait $receiver
        echo $?
        wait $sender
        echo $?
        """;
    assertThat(at.shell(script)).isZero();
    assertThat(Files.readString(at.file("shell.out"))).isEqualTo("143\n3\n");
    assertThat(Files.readString(at.file("ready"))).isEqualTo("ready shm:x\n");
  }

  @Test
  void aReceiverWhoseOutputIsClosedEndsQuietly() throws Exception {
    String script =
        """
        (ipc recv shm:x --lines; echo $? > code) 2> said | head -1 > first &
        until grep -q ready said; do sleep 0.05; done
        yes line | head -n 200000 | ipc send shm:x --lines 2> sent
        echo $? > sender
        wait
        """;
    assertThat(at.shell(script)).isZero();
    assertThat(Files.readString(at.file("first"))).isEqualTo("line\n");
    assertThat(Files.readString(at.file("said"))).isEqualTo("ready shm:x\n");
    assertThat(Files.readString(at.file("code"))).isEqualTo("141\n");
    assertThat(Files.readString(at.file("sender"))).isEqualTo("3\n");
  }

  @Test
  void aFileThatIsNotThereIsNamedBeforeAnybodyWaits() throws Exception {
    assertFailed(
        at.ipc("send", "shm:x", "--file", "/no/such/file"),
        ExitCode.FAILED,
        "/no/such/file: no such file or directory");
  }

  @Test
  void aFileThatMayNotBeReadIsRefused() throws Exception {
    Path secret = at.file("secret", "");
    Files.setPosixFilePermissions(secret, Set.of());
    assumeFalse(Files.isReadable(secret), "root may read everything");
    Call call = Call.of("send", "shm:x", "--file", secret.toString());
    assertThat(call.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(call.err()).isEqualTo("ipc: " + secret + ": permission denied\n");
  }

  @Test
  void aDirectoryIsNoInput() throws Exception {
    assertFailed(
        at.ipc("send", "shm:x", "--file", "/tmp"), ExitCode.FAILED, "/tmp: is a directory");
  }

  @ParameterizedTest
  @CsvSource({"/tmp, 1, /tmp: Is a directory", "/no/such/file, 1, no such file or directory"})
  void anOutputThatCannotBeWrittenIsNamed(String out, int exitCode, String message)
      throws Exception {
    assertFailed(at.ipc("recv", "shm:x", "--out", out), exitCode, message);
  }

  @Test
  void aFullDeviceIsAnErrorAndTheSenderKnows() throws Exception {
    IpcProcess recv = at.ipc("recv", "shm:x?capacity=64KiB", "--out", "/dev/full").awaitReady();
    IpcProcess send = at.ipcWithInput(Path.of("/dev/zero"), "send", "shm:x?capacity=64KiB");
    assertFailed(recv, ExitCode.FAILED, "cannot write /dev/full: No space left on device");
    assertFailed(send, ExitCode.PEER_GONE, "shm:x");
  }

  @Test
  void aLineThatIsTooLongIsNamedByItsNumber() throws Exception {
    IpcProcess recv = at.ipc("recv", "shm:x?maxMessage=100").awaitReady();
    Path in = at.file("log", "short\n" + "x".repeat(101) + "\nshort\n");
    assertFailed(
        at.ipcWithInput(in, "send", "shm:x", "--lines"),
        ExitCode.FAILED,
        "line 2 is longer than maxMessage=100 bytes");
    assertFailed(recv, ExitCode.PEER_GONE, "shm:x");
    assertThat(recv.out()).isEqualTo("short");
  }

  @Test
  void aMessageSizeOverTheLimitIsWrongUsage() throws Exception {
    at.ipc("recv", "shm:x?maxMessage=100").awaitReady();
    assertFailed(
        at.ipc("send", "shm:x", "--message-size", "101"),
        ExitCode.USAGE,
        "--message-size=101 is over what shm:x takes: maxMessage=100");
  }

  @Test
  void aTextOverTheLimitIsAnError() throws Exception {
    at.ipc("recv", "shm:x?maxMessage=100").awaitReady();
    assertFailed(
        at.ipc("send", "shm:x", "--message", "x".repeat(101)),
        ExitCode.FAILED,
        "length=101 maxMessage=100");
  }
}
