package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.process.LockFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that run a program, each in a real process. */
class ProgramCommandsTest {
  @RegisterExtension final Workplace work = new Workplace();

  @ParameterizedTest
  @CsvSource({"exit 0, 0", "exit 7, 7", "kill -9 $$, 137", "kill -TERM $$, 143"})
  @DisplayName("run ends as its program does")
  void runPassesTheStatusOn(String script, int code) throws Exception {
    IpcProcess run = work.ipc("run", "--", "sh", "-c", script);
    assertThat(run.exit()).isEqualTo(code);
    assertThat(run.err()).isEmpty();
  }

  @Test
  @DisplayName("run gives descriptors, environment, directory, session and signals")
  void runPrepares() throws Exception {
    Path in = work.file("in", "from a file");
    Path out = work.file("out");
    IpcProcess run =
        work.ipc(
            "run",
            "--fd=5=" + in,
            "--fd=6=>" + out,
            "--fd=7=&1",
            "--dir=/",
            "--env=A=x=y",
            "--session",
            "sh",
            "-c",
            "cat <&5 >&6; echo $A >&7; pwd; cut -d' ' -f6 /proc/$$/stat; echo $$");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(out).hasContent("from a file");
    assertThat(run.lines().subList(0, 2)).containsExactly("x=y", "/");
    assertThat(run.lines().get(2)).as("its session").isEqualTo(run.lines().get(3));
  }

  @Test
  @DisplayName("run starts its program with the signals blocked and ignored that were chosen")
  void runSetsSignals() throws Exception {
    IpcProcess run =
        work.ipc(
            "run",
            "--block=RTMIN..RTMAX,USR1",
            "--ignore=HUP",
            "grep",
            "-E",
            "Sig(Blk|Ign)",
            "/proc/self/status");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.lines())
        .containsExactly("SigBlk:\tfffffffe00000200", "SigIgn:\t0000000000000001");
  }

  @Test
  @DisplayName("run forwards TERM and INT to its program, and ends with its code")
  void runForwardsSignals() throws Exception {
    for (String signal : new String[] {"TERM", "INT"}) {
      IpcProcess run =
          work.ipc(
              "run",
              "sh",
              "-c",
              "trap 'echo got; exit 5' " + signal + "; echo up; while :; do sleep 0.05; done");
      await().atMost(IpcProcess.PATIENCE).until(() -> run.out().startsWith("up"));
      run.signal(signal);
      assertThat(run.exit()).isEqualTo(5);
      assertThat(run.out()).isEqualTo("up\ngot\n");
    }
  }

  @Test
  @DisplayName("run ends a program after its time, by force where need be")
  void runTimesOut() throws Exception {
    IpcProcess run = work.ipc("run", "--timeout=200ms", "sleep", "60");
    assertThat(run.exit()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(run.err()).isEqualTo("ipc: sleep 60: it ran longer than --timeout=200 ms\n");
  }

  @Test
  @DisplayName("run says why a program cannot be run")
  void runRefuses() throws Exception {
    Path text = work.file("text", "no program");
    assertThat(Call.of("run", "no-such-program-here").exit()).isEqualTo(ExitCode.FAILED);
    assertThat(Call.of("run", "no-such-program-here").err())
        .startsWith("ipc: no-such-program-here: no such program in PATH=");
    assertThat(Call.of("run", text.toString()).exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(Call.of("run").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(Call.of("run", "--block=NONE", "true").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(Call.of("run", "--fd=x", "true").err()).contains("--fd=x is not N=FILE");
    assertThat(Call.of("run", "--ignore=KILL", "true").err())
        .contains("neither blocked nor ignored");
    assertThat(Call.of("run", "--env=x", "true").err()).contains("--env=x is not NAME=VALUE");
    assertThat(Call.of("run", "--fd=5=&999", "true").err())
        .contains("descriptor=999 of this process is closed");
  }

  @Test
  @DisplayName("popen prints what a command line writes, and ends as it does")
  void popenReads() throws Exception {
    Call call = Call.of("popen", "printf 'a b' | tr a-z A-Z; exit 3");
    assertThat(call.out()).isEqualTo("A B");
    assertThat(call.exit()).isEqualTo(3);
    assertThat(Call.of("popen", "echo", "two").exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  @DisplayName("popen feeds a command line with standard input")
  void popenWrites() throws Exception {
    IpcProcess popen =
        work.ipcWithInput(work.file("in", "b\na\n"), "popen", "--write", "sort; exit 4");
    assertThat(popen.exit()).isEqualTo(4);
    assertThat(popen.out()).isEqualTo("a\nb\n");
  }

  @Test
  @DisplayName("lock runs a program while a file is locked, and tells who keeps it waiting")
  void lockExcludes() throws Exception {
    Path file = work.file("the.lock");
    IpcProcess holder =
        work.ipc("lock", file.toString(), "--", "sh", "-c", "echo up; exec sleep 60");
    await().atMost(IpcProcess.PATIENCE).until(() -> holder.out().startsWith("up"));
    Call refused = Call.of("lock", "--nonblock", file.toString(), "--", "true");
    assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.err()).contains(file + ": locked by pid ").contains(", exclusively");
    Call late = Call.of("lock", "--timeout=50ms", file.toString(), "--", "true");
    assertThat(late.exit()).isEqualTo(ExitCode.TIMED_OUT);
    holder.signal("TERM");
    assertThat(holder.exit()).isEqualTo(143);
    assertThat(Call.of("lock", "--timeout=30s", file.toString(), "--", "sh", "-c", "exit 6").exit())
        .isEqualTo(6);
  }

  @Test
  @DisplayName(
      "lock is shared by those who ask for it, and outlives a killed command in its program")
  void lockShared() throws Exception {
    Path file = work.file("the.lock");
    IpcProcess holder =
        work.ipc("lock", "--shared", file.toString(), "--", "sh", "-c", "echo $$; exec sleep 60");
    await().atMost(IpcProcess.PATIENCE).until(() -> !holder.out().isEmpty());
    assertThat(Call.of("lock", "--shared", "--nonblock", file.toString(), "--", "true").exit())
        .isZero();
    holder.signal("KILL");
    holder.exit();
    try (LockFile lock = LockFile.open(file)) {
      assertThat(lock.whole().tryExclusive()).isFalse();
      long program = Long.parseLong(holder.lines().getFirst());
      assertThat(lock.whole().holders())
          .singleElement()
          .satisfies(who -> assertThat(who.pid()).hasValue(program));
      assertThat(new ProcessBuilder("kill", "-9", Long.toString(program)).start().waitFor())
          .isZero();
      assertThat(lock.whole().exclusive(IpcProcess.PATIENCE)).isTrue();
    }
    assertThat(Files.exists(file)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"--group", "--session"})
  @DisplayName(
      "run ends the whole group after its time, also what holds the output in the background")
  void runEndsTheGroup(String option) throws Exception {
    String script = "ipc run " + option + " --timeout=200ms -- sh -c 'sleep 60 & wait' | cat";
    assertThat(work.shell(script)).isZero();
    String deaf = "trap \"\" TERM; sleep 60 & wait; wait";
    assertThat(work.shell("ipc run " + option + " --timeout=200ms -- sh -c '" + deaf + "' | cat"))
        .isZero();
  }

  @Test
  @DisplayName("run ends while it waits for the other side of a FIFO, after its time and by TERM")
  void runWaitsForFifo() throws Exception {
    Path fifo = work.file("fifo");
    assertThat(work.shell("mkfifo " + fifo)).isZero();
    IpcProcess late = work.ipc("run", "--timeout=200ms", "--fd=0=" + fifo, "cat");
    assertThat(late.exit()).isEqualTo(ExitCode.TIMED_OUT);
    IpcProcess asked = work.ipc("run", "--fd=0=" + fifo, "cat");
    await().atMost(IpcProcess.PATIENCE).until(() -> asked.hasOpen(fifo));
    asked.signal("TERM");
    assertThat(asked.exit()).isEqualTo(143);
  }

  @Test
  @DisplayName("send and recv end by TERM while they wait for the other side of a FIFO")
  void transfersWaitForFifo() throws Exception {
    Path fifo = work.file("fifo");
    assertThat(work.shell("mkfifo " + fifo)).isZero();
    IpcProcess send = work.ipc("send", "shm:x", "--file=" + fifo);
    await().atMost(IpcProcess.PATIENCE).until(() -> send.hasOpen(fifo));
    send.signal("TERM");
    assertThat(send.exit()).isEqualTo(143);
    IpcProcess recv = work.ipc("recv", "shm:x", "--out=" + fifo);
    await().atMost(IpcProcess.PATIENCE).until(() -> work.inRuntime().contains("x.shm"));
    recv.signal("TERM");
    assertThat(recv.exit()).isEqualTo(143);
  }

  @Test
  @DisplayName("run as the first process lets no orphan stay a zombie, and elsewhere with --adopt")
  void runReaps() throws Exception {
    String script = "sh -c \"sleep 0.2 & sleep 0.2 & exit\"; sleep 2; ps -eo stat,ppid";
    assertThat(work.shell("ipc run --adopt -- sh -c '" + script + "' >ps")).isZero();
    long pid = ProcessHandle.current().pid();
    assertThat(work.file("ps"))
        .content()
        .isNotEmpty()
        .doesNotContainPattern("(?m)^Z\\S* +" + pid + "$");
  }
}
