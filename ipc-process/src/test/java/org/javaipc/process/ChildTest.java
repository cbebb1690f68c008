package org.javaipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.ProgramNotFoundException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int SIGINT = 2;
  private static final int SIGABRT = 6;
  private static final int SIGKILL = 9;
  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;

  @TempDir Path folder;

  @Test
  @DisplayName("X3 the exit code of a child, all 256 of them being possible")
  void exitCodes() throws Exception {
    for (int code : List.of(0, 1, 7, 126, 127, 128, 255)) {
      Child child = Spawn.of("sh", "-c", "exit " + code).start();
      ExitStatus status = child.waitFor();
      assertThat(status).isEqualTo(new ExitStatus.Exited(code));
      assertThat(status.shellCode()).isEqualTo(code);
      assertThat(status.isSuccess()).isEqualTo(code == 0);
      assertThat(child.status()).contains(status);
      assertThat(child.waitFor(Duration.ZERO)).contains(status);
    }
  }

  @Test
  @DisplayName("X3 the signal that killed a child, and whether it left a core")
  void killingSignal() throws Exception {
    Child killed = Spawn.of("sleep", "60").start();
    assertThat(killed.kill()).isTrue();
    assertThat(killed.waitFor()).isEqualTo(new ExitStatus.Killed(SIGKILL, false));
    assertThat(killed.waitFor().shellCode()).isEqualTo(137);
    Child noCore = Shell.of("ulimit -c 0; kill -ABRT $$").start();
    assertThat(noCore.waitFor()).isEqualTo(new ExitStatus.Killed(SIGABRT, false));
    Child interrupted = Spawn.of("sleep", "60").start();
    assertThat(interrupted.signal(SIGINT))
        .as("not ignored, whatever we were started with")
        .isTrue();
    assertThat(interrupted.waitFor()).isEqualTo(new ExitStatus.Killed(SIGINT, false));
  }

  @Test
  @DisplayName("X3 a core that was dumped is told")
  void core() throws Exception {
    String pattern = Files.readString(Path.of("/proc/sys/kernel/core_pattern")).strip();
    Child child = Shell.of("ulimit -c unlimited && kill -ABRT $$").directory(folder).start();
    ExitStatus status = child.waitFor();
    // Where the limit may not be raised, or a pipe of another namespace takes cores, there is none.
    boolean possible = !pattern.startsWith("|") && !pattern.isEmpty() && hardCoreLimit() != 0;
    assertThat(status).isEqualTo(new ExitStatus.Killed(SIGABRT, possible));
  }

  private static long hardCoreLimit() throws Exception {
    String hard =
        Files.readAllLines(Path.of("/proc/self/limits")).stream()
            .filter(line -> line.startsWith("Max core file size"))
            .map(line -> line.substring("Max core file size".length()).strip().split("\\s+", -1)[1])
            .findFirst()
            .orElseThrow();
    return hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard);
  }

  @Test
  @DisplayName("X3 a child is stopped, goes on and ends, each as an event")
  void stopAndContinue() throws Exception {
    Child child = Spawn.of("sleep", "60").start();
    assertThat(child.awaitEvent(Duration.ZERO)).isEmpty();
    child.signal(SIGSTOP);
    assertThat(child.awaitEvent(PATIENCE)).contains(new ChildEvent.Stopped(SIGSTOP));
    assertThat(child.isAlive()).isTrue();
    assertThat(child.awaitEvent(Duration.ofMillis(50))).isEmpty();
    child.signal(SIGCONT);
    assertThat(child.awaitEvent(PATIENCE)).contains(new ChildEvent.Continued());
    child.terminate();
    ChildEvent.Ended ended = new ChildEvent.Ended(new ExitStatus.Killed(15, false));
    assertThat(child.awaitEvent(PATIENCE)).contains(ended);
    assertThat(child.awaitEvent(Duration.ZERO)).contains(ended);
  }

  @Test
  @DisplayName("X3 waiting does not outlast its deadline, and not waiting does not wait")
  void deadline() throws Exception {
    Child child = Spawn.of("sleep", "60").start();
    assertThat(child.status()).isEmpty();
    assertThat(child.usage()).isEmpty();
    assertThat(child.waitFor(Duration.ofMillis(20))).isEmpty();
    assertThat(child.waitFor(Duration.ofSeconds(Long.MIN_VALUE))).isEmpty();
    child.kill();
    assertThat(child.waitFor(Duration.ofSeconds(Long.MAX_VALUE))).isPresent();
  }

  @Test
  @DisplayName("X3 an interrupt ends the wait and not the child")
  void interrupt() throws Exception {
    Child child = Spawn.of("sleep", "60").start();
    for (boolean virtual : new boolean[] {false, true}) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Runnable wait =
          () -> {
            try {
              child.waitFor();
            } catch (IpcException | InterruptedException e) {
              thrown.set(e);
            }
          };
      Thread thread = virtual ? Thread.ofVirtual().start(wait) : Thread.ofPlatform().start(wait);
      await().until(() -> thread.getState() == Thread.State.WAITING);
      thread.interrupt();
      thread.join();
      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
      assertThat(child.isAlive()).isTrue();
    }
    child.kill();
    child.waitFor();
  }

  @Test
  @DisplayName("X3 wait for any of several children")
  void any() throws Exception {
    List<Child> children = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      children.add(Spawn.of("sleep", "60").start());
    }
    assertThat(Child.awaitAny(children, Duration.ofMillis(20))).isEmpty();
    assertThat(Child.awaitAny(List.of(), PATIENCE)).isEmpty();
    children.get(1).kill();
    assertThat(Child.awaitAny(children, PATIENCE)).contains(children.get(1));
    children.remove(1);
    assertThat(Child.awaitAny(children, Duration.ZERO)).isEmpty();
    for (Child child : children) {
      child.kill();
      child.waitFor();
    }
  }

  @Test
  @DisplayName("X3 the end of a child completes a stage, whose dependents may wait")
  void onExit() throws Exception {
    Child slow = Spawn.of("cat").input(Redirect.written()).start();
    Child ends = Spawn.of("sh", "-c", "read line; exit 3").input(Redirect.written()).start();
    CompletableFuture<ExitStatus> status =
        ends.onExit()
            .thenApply(ended -> {
              assertThat(Thread.currentThread().isVirtual()).isTrue();
              waitFor(slow); // would hold up the reaper, were it run there
              return ended;
            })
            .toCompletableFuture();
    ends.outputTo(0).close(); // not before it is waited for
    assertThat(status).isNotDone();
    slow.outputTo(0).close();
    assertThat(status.get(40, TimeUnit.SECONDS)).isEqualTo(new ExitStatus.Exited(3));
  }

  private static void waitFor(Child child) {
    try {
      child.waitFor();
    } catch (IpcException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("X3 what a child used is known when it has ended")
  void usage() throws Exception {
    Child child = Shell.of("i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done").start();
    child.waitFor();
    ResourceUsage usage = child.usage().orElseThrow();
    assertThat(usage.userTime().plus(usage.systemTime())).isPositive();
    assertThat(usage.maxResidentBytes()).isGreaterThan(100_000L);
    assertThat(usage.minorFaults()).isPositive();
  }

  @Test
  @DisplayName("X3 a signal to a child that has ended reaches nobody")
  void signalAfterEnd() throws Exception {
    Child child = Spawn.of("true").start();
    child.waitFor();
    assertThat(child.kill()).isFalse();
    assertThat(child.signal(0)).isFalse();
    assertThatThrownBy(() -> child.signal(65)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("X3 a process that is not a child of ours cannot be waited for, and says so")
  void notOurs() {
    assertThatThrownBy(() -> Child.of(1))
        .isInstanceOf(IpcException.class)
        .hasMessageContaining("process 1 is not a child of this process");
    assertThatThrownBy(() -> Child.of(Integer.MAX_VALUE))
        .isInstanceOf(IpcException.class)
        .hasMessageContaining("no such process");
  }

  @Test
  @DisplayName("X3 the JDK's children keep their status, and ours ours")
  void jdkKeepsItsChildren() throws Exception {
    for (int i = 0; i < 20; i++) {
      Process theirs = new ProcessBuilder("sh", "-c", "exit 5").start();
      Child ours = Spawn.of("sh", "-c", "exit 6").start();
      assertThat(theirs.waitFor()).isEqualTo(5);
      assertThat(ours.waitFor()).isEqualTo(new ExitStatus.Exited(6));
    }
  }

  @Test
  @DisplayName(
      "X4 20 children that end at once and 1,000 in a row leave no zombie, descriptor or thread")
  void noZombies() throws Exception {
    Spawn.of("true").start().waitFor();
    int descriptors = count("/proc/self/fd");
    int threads = count("/proc/self/task");
    List<Child> atOnce = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      atOnce.add(Spawn.of("sleep", "60").start());
    }
    for (Child child : atOnce) {
      child.kill();
    }
    List<Long> pids = new ArrayList<>(atOnce.stream().map(Child::pid).toList());
    for (int i = 0; i < 1000; i++) {
      Child child = Spawn.of("/bin/true").start();
      pids.add(child.pid());
      if (i % 2 == 0) { // every other one is not waited for
        assertThat(child.waitFor()).isEqualTo(new ExitStatus.Exited(0));
      }
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(ownChildren()).doesNotContainAnyElementsOf(pids);
          assertThat(count("/proc/self/fd")).isLessThanOrEqualTo(descriptors);
          assertThat(count("/proc/self/task")).isLessThanOrEqualTo(threads + 2);
        });
  }

  private static int count(String folder) {
    return Path.of(folder).toFile().list().length;
  }

  private static List<Long> ownChildren() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).toList();
  }

  @Test
  @DisplayName("X5 system tells how the command ended")
  void system() throws Exception {
    assertThat(Shell.system("exit 4")).isEqualTo(new ExitStatus.Exited(4));
    assertThat(Shell.system("kill -9 $$")).isEqualTo(new ExitStatus.Killed(SIGKILL, false));
    assertThat(Shell.system("true && false || true").isSuccess()).isTrue();
  }

  @Test
  @DisplayName("X5 popen reads what a command writes, and its status")
  void popenToRead() throws Exception {
    try (Shell.Reading reading = Shell.popenToRead("echo one; echo two; exit 3")) {
      assertThat(new String(reading.output().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("one\ntwo\n");
      assertThat(reading.finish()).isEqualTo(new ExitStatus.Exited(3));
    }
    try (Shell.Reading endless = Shell.popenToRead("exec yes")) {
      assertThat(endless.output().read()).isEqualTo('y');
      assertThat(endless.finish()).isEqualTo(new ExitStatus.Killed(13, false));
    }
  }

  @Test
  @DisplayName("X5 popen writes what a command reads, and its status")
  void popenToWrite() throws Exception {
    Path file = folder.resolve("sorted");
    byte[] lines = "b\na\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    try (Shell.Writing writing = Shell.popenToWrite("sort > '" + file + "'; exit 9")) {
      writing.input().write(lines);
      assertThat(writing.finish()).isEqualTo(new ExitStatus.Exited(9));
    }
    assertThat(Files.size(file)).isEqualTo(lines.length);
    assertThat(Files.readString(file)).startsWith("a\na\n").endsWith("b\nb\n");
    try (Shell.Writing nobody = Shell.popenToWrite("exec true")) {
      nobody.child().waitFor();
      assertThatThrownBy(() -> nobody.input().write(lines)).isInstanceOf(PeerClosedException.class);
    }
  }

  @Test
  @DisplayName("X5 an interrupt ends the reading from a command, on any kind of thread")
  void interruptedRead() throws Exception {
    for (boolean virtual : new boolean[] {false, true}) {
      try (Shell.Reading silent = Shell.popenToRead("exec sleep 60")) {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Runnable read =
            () -> {
              try {
                thrown.complete(new AssertionError("read " + silent.output().read()));
              } catch (IOException e) {
                thrown.complete(e);
              }
            };
        Thread thread = virtual ? Thread.ofVirtual().start(read) : Thread.ofPlatform().start(read);
        thread.interrupt();
        assertThat(thrown.get(40, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
        silent.child().kill();
      }
    }
  }

  @Test
  @DisplayName(
      "P8 both ways at once over two pipes, with a child that inherits descriptors 5 and 6")
  void bothWays() throws Exception {
    byte[] sent = "abc".repeat(200_000).getBytes(StandardCharsets.UTF_8);
    Child child =
        Shell.of("tr a-z A-Z <&5 >&6; exit 2")
            .descriptor(5, Redirect.written())
            .descriptor(6, Redirect.read())
            .start();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> {
          try (OutputStream out = child.outputTo(5)) {
            out.write(sent);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    try (InputStream in = child.inputFrom(6)) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("ABC".repeat(200_000));
    }
    writer.get(40, TimeUnit.SECONDS);
    assertThat(child.waitFor()).isEqualTo(new ExitStatus.Exited(2));
  }

  @Test
  @DisplayName("P10 a pipeline of three programs tells the status of each")
  void pipeline() throws Exception {
    Pipeline pipeline =
        Pipeline.start(
            Spawn.of("printf", "b\\na\\nb\\n"),
            Spawn.of("sort", "-u"),
            Shell.of("wc -l; exit 5").output(Redirect.read()));
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(pipeline.last().inputFrom(1), StandardCharsets.UTF_8))) {
      assertThat(reader.readLine()).isEqualTo("2");
    }
    assertThat(pipeline.waitFor(PATIENCE))
        .contains(
            List.of(new ExitStatus.Exited(0), new ExitStatus.Exited(0), new ExitStatus.Exited(5)));
  }

  @Test
  @DisplayName("P10 in a pipeline whose reader leaves, the writer gets SIGPIPE")
  void pipelineWithoutReader() throws Exception {
    Pipeline pipeline =
        Pipeline.start(Spawn.of("yes"), Spawn.of("head", "-n", "1").output(Redirect.discard()));
    assertThat(pipeline.waitFor(PATIENCE))
        .contains(List.of(new ExitStatus.Killed(13, false), new ExitStatus.Exited(0)));
  }

  @Test
  @DisplayName("P10 a pipeline that cannot start leaves none of its programs behind")
  void pipelineThatCannotStart() {
    Optional<ProcessHandle> before = sleeper();
    assertThat(before).isEmpty();
    assertThatThrownBy(
            () -> Pipeline.start(Spawn.of("sleep", "61.5"), Spawn.of("no-such-program-here")))
        .isInstanceOf(ProgramNotFoundException.class);
    await().atMost(PATIENCE).until(() -> sleeper().isEmpty());
  }

  private static Optional<ProcessHandle> sleeper() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("61.5"))
        .findFirst();
  }
}
