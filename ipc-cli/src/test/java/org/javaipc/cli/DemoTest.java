package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTest {
  @RegisterExtension final Workplace at = new Workplace();

  private String file(int length) throws Exception {
    byte[] content = new byte[length];
    new Random(5).nextBytes(content);
    return at.file("file", content).toString();
  }

  @Test
  void everyTransportMovesTheFileWhole() throws Exception {
    IpcProcess demo = at.ipc("demo", "--json", "--file", file(70_000_001));
    assertThat(demo.exit()).as(demo.err()).isZero();
    assertThat(demo.lines())
        .isNotEmpty()
        .allMatch(line ->
            line.matches(
                "\\{\"scheme\": \"[a-z]+\", \"bytes\": 70000001, \"messages\": \\d+,"
                    + " \"mbps\": [\\d.]+, \"p50Ns\": \\d+, \"p99Ns\": \\d+,"
                    + " \"verified\": true\\}"))
        .anyMatch(line -> line.contains("\"shm\""));
    assertThat(demo.err()).isEmpty();
  }

  @Test
  void theTableComesWithWordsAroundIt() throws Exception {
    IpcProcess demo = at.ipc("demo", "--file", file(1000));
    assertThat(demo.exit()).as(demo.err()).isZero();
    assertThat(demo.out()).startsWith("scheme ").containsPattern("(?m)^shm +1000 +1 .* yes$");
    assertThat(demo.err()).contains("Moving ", "second process", "SHA-256", "Next: ");
  }

  @Test
  void anEmptyFileIsMovedToo() throws Exception {
    IpcProcess demo = at.ipc("demo", "--json", "--file", file(0));
    assertThat(demo.exit()).as(demo.err()).isZero();
    assertThat(demo.lines())
        .contains(
            "{\"scheme\": \"shm\", \"bytes\": 0, \"messages\": 0, \"mbps\": 0, \"p50Ns\": null,"
                + " \"p99Ns\": null, \"verified\": true}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/no/such/file: no such", "/tmp: is not a regular file"})
  void whatIsNoFileIsNamed(String message) throws Exception {
    Call call = Call.of("demo", "--file", message.substring(0, message.indexOf(':')));
    assertThat(call.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(call.err()).startsWith("ipc: " + message).hasLineCount(1);
  }

  @Test
  void aSignalEndsBothProcesses() throws Exception {
    IpcProcess demo = at.ipc("bench", "shm:x", "--mode", "flood", "--count", "1000000000000");
    List<ProcessHandle> peers = awaitPeer(demo);
    demo.signal("TERM");
    assertThat(demo.exit()).isEqualTo(143);
    assertThat(peers).noneMatch(ProcessHandle::isAlive);
    assertThat(demo.err()).isEmpty();
    assertThat(at.inRuntime()).isEmpty();
  }

  @Test
  void theSecondProcessEndsWhenTheFirstIsKilled() throws Exception {
    IpcProcess demo = at.ipc("bench", "shm:x", "--count", "1000000000000");
    List<ProcessHandle> peers = awaitPeer(demo);
    demo.signal("KILL");
    await()
        .atMost(IpcProcess.PATIENCE)
        .until(() -> peers.stream().noneMatch(ProcessHandle::isAlive));
    at.forgive();
  }

  @Test
  void theFirstProcessReportsThatTheSecondWasKilled() throws Exception {
    IpcProcess bench = at.ipc("bench", "shm:x", "--count", "1000000000000");
    awaitPeer(bench).getFirst().destroyForcibly();
    assertThat(bench.exit()).isEqualTo(ExitCode.PEER_GONE);
    assertThat(bench.err()).startsWith("ipc: ").contains("exit code 137").hasLineCount(1);
  }

  private static List<ProcessHandle> awaitPeer(IpcProcess process) {
    return await()
        .atMost(IpcProcess.PATIENCE)
        .until(
            () -> process.handle().children().filter(DemoTest::isJava).toList(),
            children -> !children.isEmpty());
  }

  /** Before that it is the JDK's spawn helper, which may not be killed: the peer would not have been started. */
  private static boolean isJava(ProcessHandle child) {
    return child.info().command().orElse("").endsWith("/java");
  }
}
