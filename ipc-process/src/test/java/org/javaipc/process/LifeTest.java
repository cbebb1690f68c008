package org.javaipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.javaipc.IpcException;
import org.javaipc.ProgramNotFoundException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  @DisplayName("X1 a C program finds the descriptors that it was given, and no other")
  void inheritedDescriptors() throws Exception {
    Path program = CProgram.compile("inherit", folder);
    Path out = folder.resolve("told");
    Child child =
        Spawn.of(program.toString(), out.toString())
            .input(Redirect.discard())
            .descriptor(7, Redirect.from(program))
            .descriptor(100, 0)
            .block(10, 64)
            .start();
    assertThat(child.waitFor()).isEqualTo(new ExitStatus.Exited(7));
    assertThat(Files.readAllLines(out))
        .containsExactly("pid " + child.pid(), "fds 0 1 2 7 100", "blocked 10 64");
  }

  @Test
  @DisplayName("X2 the numbers of this process are those of /proc")
  void numbers() throws Exception {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    String[] stat =
        Files.readString(Path.of("/proc/self/stat")).replaceFirst("\\(.*\\)", "x").split(" ", -1);
    assertThat(ProcessIds.own()).isEqualTo(Integer.parseInt(stat[0]));
    assertThat(ProcessIds.own()).isEqualTo((int) ProcessHandle.current().pid());
    assertThat(ProcessIds.parent()).isEqualTo(Integer.parseInt(stat[3]));
    assertThat(ProcessIds.group()).isEqualTo(Integer.parseInt(stat[4]));
    assertThat(ProcessIds.session()).isEqualTo(Integer.parseInt(stat[5]));
    assertThat(fields(status, "Uid")).startsWith(ProcessIds.user(), ProcessIds.effectiveUser());
    assertThat(fields(status, "Gid"))
        .startsWith(ProcessIds.userGroup(), ProcessIds.effectiveUserGroup());
    assertThat(ProcessIds.userGroups()).containsExactlyElementsOf(fields(status, "Groups"));
  }

  private static List<Integer> fields(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name + ":"))
        .flatMap(line -> Stream.of(line.substring(name.length() + 1).strip().split("\\s+", -1)))
        .filter(word -> !word.isEmpty())
        .map(Integer::valueOf)
        .toList();
  }

  @Test
  @DisplayName("X4 an orphan is adopted by a subreaper, which can wait for it")
  void subreaper() throws Exception {
    Relatives.adoptOrphans(true);
    try {
      Child parent = parentOfOrphan();
      long orphan = Long.parseLong(line(parent));
      assertThat(parent.waitFor()).isEqualTo(new ExitStatus.Exited(0));
      assertThat(parentOf(orphan)).isEqualTo(ProcessIds.own());
      Child adopted = Child.of(orphan);
      assertThat(adopted.isAlive()).isTrue();
      parent.outputTo(3).close();
      assertThat(adopted.waitFor(PATIENCE)).contains(new ExitStatus.Exited(7));
      assertThat(Path.of("/proc/" + orphan)).doesNotExist();
    } finally {
      Relatives.adoptOrphans(false);
    }
  }

  @Test
  @DisplayName("X4 an orphan is adopted by the first process, and is not a child of ours then")
  void orphan() throws Exception {
    Child parent = parentOfOrphan();
    long orphan = Long.parseLong(line(parent));
    parent.waitFor();
    assertThat(parentOf(orphan)).isNotIn(parent.pid(), (long) ProcessIds.own());
    assertThatThrownBy(() -> Child.of(orphan)).isInstanceOf(IpcException.class);
    parent.outputTo(3).close();
  }

  /** A shell that leaves a process behind, which ends with 7 when our pipe closes. */
  private static Child parentOfOrphan() throws Exception {
    return Shell.of("sh -c 'cat <&3 >/dev/null; exit 7' & echo $!")
        .descriptor(3, Redirect.written())
        .output(Redirect.read())
        .start();
  }

  @Test
  @DisplayName("X4 children that asked for it die with their parent, a program through setpriv")
  void deathSignal() throws Exception {
    Child parent = JavaProgram.of(ParentMain.class).output(Redirect.read()).start();
    String[] told = line(parent).split(" ", -1);
    assertThat(told[2]).as("the Java child asked in time").isEqualTo("49");
    assertThat(isRunning(told[0])).isTrue();
    assertThat(isRunning(told[1])).isTrue();
    parent.kill();
    await().atMost(PATIENCE).until(() -> !isRunning(told[0]) && !isRunning(told[1]));
  }

  @Test
  @DisplayName("X6 exec replaces a JVM: same pid, descriptors as asked, nothing else")
  void exec() throws Exception {
    Path program = CProgram.compile("inherit", folder);
    Path in = Files.writeString(folder.resolve("in"), "x");
    Path out = folder.resolve("told");
    Child jvm =
        JavaProgram.of(ExecMain.class, program, in, out)
            .input(Redirect.discard())
            .output(Redirect.to(folder.resolve("stdout")))
            .start();
    assertThat(jvm.waitFor(PATIENCE)).contains(new ExitStatus.Exited(7));
    assertThat(Files.readAllLines(out))
        .containsExactly("pid " + jvm.pid(), "fds 0 1 2 4 5", "blocked 36");
    assertThat(folder.resolve("stdout")).hasContent("unflushed");
  }

  @Test
  @DisplayName("X6 exec that the kernel refuses leaves the JVM as it was")
  void execRefused() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "not a program\n");
    assertThat(text.toFile().setExecutable(true)).isTrue();
    Path in = Files.writeString(folder.resolve("in"), "wrong");
    Path own = Files.writeString(folder.resolve("own"), "input");
    Path out = folder.resolve("told");
    Child jvm =
        JavaProgram.of(ExecMain.class, text, in, out)
            .input(Redirect.from(own))
            .output(Redirect.to(folder.resolve("stdout")))
            .start();
    assertThat(jvm.waitFor(PATIENCE)).contains(new ExitStatus.Exited(3));
    assertThat(Files.readString(out))
        .startsWith("alive input " + Path.of("").toRealPath())
        .contains("ENOEXEC");
  }

  @Test
  @DisplayName("X6 exec of a program that is missing is an exception")
  void execMissing() {
    assertThatThrownBy(() -> Exec.of("no-such-program-here").replace())
        .isInstanceOf(ProgramNotFoundException.class);
    assertThatThrownBy(() -> Exec.of("true").output(Redirect.read()).replace())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pipe");
  }

  @ParameterizedTest(name = "X7 exit callbacks run in reverse order at {0}: {1}")
  @CsvSource({
    "return, ready third second nested first",
    "exit, ready third second nested first",
    "term, ready third second nested first",
    "halt, ready",
    "kill, ready"
  })
  void exitCallbacks(String how, String expected) throws Exception {
    Path out = folder.resolve("order");
    Child jvm = JavaProgram.of(ExitMain.class, out, how).error(Redirect.discard()).start();
    if (how.equals("term") || how.equals("kill")) {
      await().atMost(PATIENCE).until(() -> content(out).startsWith("ready"));
      jvm.signal(how.equals("term") ? 15 : 9);
    }
    assertThat(jvm.waitFor(PATIENCE)).isPresent();
    assertThat(content(out).strip()).isEqualTo(expected);
  }

  private static String content(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  @Test
  @DisplayName("X8 a daemon outlives its starter, detached, with its pid file locked")
  void daemon() throws Exception {
    Path pidFile = folder.resolve("pid");
    Path log = folder.resolve("log");
    Child starter = JavaProgram.of(DaemonMain.class, pidFile, log).output(Redirect.read()).start();
    String daemon = line(starter);
    try {
      assertThat(starter.waitFor(PATIENCE)).contains(new ExitStatus.Exited(0));
      assertThat(isRunning(daemon)).isTrue();
      String[] stat = stat(daemon);
      assertThat(stat[5]).as("its session").isEqualTo(daemon);
      assertThat(stat[6]).as("its terminal").isEqualTo("0");
      assertThat(parentOf(Long.parseLong(daemon))).isNotEqualTo(starter.pid());
      assertThat(link(daemon, "cwd")).isEqualTo(Path.of("/"));
      assertThat(link(daemon, "fd/0")).isEqualTo(Path.of("/dev/null"));
      assertThat(link(daemon, "fd/1")).isEqualTo(Path.of("/dev/null"));
      assertThat(link(daemon, "fd/2")).isEqualTo(log.toRealPath());
      assertThat(pidFile).hasContent(daemon);
      assertThatThrownBy(() -> Daemon.of("sleep", "60").pidFile(pidFile).start())
          .isInstanceOf(LockHeldException.class)
          .hasMessageContaining("already running")
          .hasMessageContaining("pid " + daemon + " (sleep)");
      assertThat(pidFile).hasContent(daemon);
    } finally {
      Spawn.of("kill", "-9", daemon).start().waitFor();
    }
    await().atMost(PATIENCE).until(() -> !isRunning(daemon));
    Child next = Daemon.of("sleep", "60").pidFile(pidFile).start();
    assertThat(pidFile).hasContent(Long.toString(next.pid()));
    next.kill();
    next.waitFor();
  }

  @Test
  @DisplayName("X10 a descriptor is copied out of another process by its pidfd")
  void foreignDescriptor() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "content");
    Child owner = Spawn.of("sleep", "60").descriptor(9, Redirect.from(file)).start();
    try (ForeignDescriptor copy = ForeignDescriptor.copy(owner.pid(), 9)) {
      Path out = folder.resolve("out");
      Spawn.of("cat")
          .input(Redirect.inherit(copy.number()))
          .output(Redirect.to(out))
          .start()
          .waitFor();
      assertThat(out).hasContent("content");
      Child again =
          Spawn.of("cat").input(Redirect.inherit(copy.number())).output(Redirect.to(out)).start();
      again.waitFor();
      assertThat(out).as("the offset is shared").isEmptyFile();
      assertThatThrownBy(() -> ForeignDescriptor.copy(owner.pid(), 77))
          .isInstanceOf(IpcException.class)
          .hasMessageContaining("descriptor 77 of process " + owner.pid())
          .hasMessageContaining("EBADF");
    } finally {
      owner.kill();
      owner.waitFor();
    }
    assertThatThrownBy(() -> ForeignDescriptor.copy(owner.pid(), 9))
        .isInstanceOf(IpcException.class)
        .hasMessageContaining("no such process");
  }

  @Test
  @DisplayName(
      "X10 a descriptor of another user's process is refused, and says what would be needed")
  void foreignDescriptorOfAnotherUser() throws Exception {
    String refused =
        "AccessRefusedException: descriptor 0 of process %d: pidfd_getfd failed with EPERM";
    if (ProcessIds.effectiveUser() != 0) {
      assertThat(lineOf(JavaProgram.of(CopyMain.class, 1, 0)))
          .startsWith(refused.formatted(1))
          .contains("CAP_SYS_PTRACE");
      return;
    }
    Child other =
        Spawn.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sleep", "60")
            .start();
    try {
      await()
          .atMost(PATIENCE)
          .until(
              () -> Files.readString(Path.of("/proc/" + other.pid() + "/comm")).equals("sleep\n"));
      // Root without the capability to look into others.
      List<String> command = new ArrayList<>(List.of("setpriv", "--bounding-set=-sys_ptrace"));
      command.addAll(JavaProgram.command(CopyMain.class, other.pid(), 0));
      assertThat(lineOf(Spawn.of(command)))
          .startsWith(refused.formatted(other.pid()))
          .contains("CAP_SYS_PTRACE")
          .contains("kernel.yama.ptrace_scope");
    } finally {
      other.kill();
      other.waitFor();
    }
  }

  private static String lineOf(Spawn spawn) throws Exception {
    Child child = spawn.output(Redirect.read()).start();
    String line = line(child);
    assertThat(child.waitFor(PATIENCE)).contains(new ExitStatus.Exited(0));
    return line;
  }

  private static Path link(String pid, String name) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc", pid, name));
  }

  private static String[] stat(String pid) throws IOException {
    return Files.readString(Path.of("/proc", pid, "stat"))
        .replaceFirst("\\(.*\\)", "x")
        .split(" ", -1);
  }

  private static long parentOf(long pid) throws IOException {
    return Long.parseLong(stat(Long.toString(pid))[3]);
  }

  /** Whether it is there and no zombie, which another process would have to wait for. */
  private static boolean isRunning(String pid) {
    try {
      return !stat(pid)[2].equals("Z");
    } catch (IOException e) {
      return false;
    }
  }

  private static String line(Child child) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(child.inputFrom(1), StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      assertThat(line).as("a line from the child").isNotNull();
      return line;
    }
  }
}
