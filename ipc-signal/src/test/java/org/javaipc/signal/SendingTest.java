package org.javaipc.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.javaipc.NoSuchProcessException;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SendingTest {
  private static final int SELF = (int) ProcessHandle.current().pid();

  @Test
  @DisplayName("G2 kill ends a process, and signal 0 asks whether there is one")
  void killEndsAProcess() throws Exception {
    Program sleep = Program.start("env", "--default-signal", "sleep", "60");
    int pid = sleep.pid();
    assertThat(Signals.exists(pid)).isTrue();
    Signals.kill(pid, Signal.TERM);
    assertThat(sleep.exit()).isEqualTo(128 + 15);
    sleep.close();
    assertThat(Signals.exists(pid)).isFalse();
    assertThat(Signals.exists(SELF)).isTrue();
    assertThat(Signals.exists(1)).isTrue();
    assertThatThrownBy(() -> Signals.kill(pid, Signal.TERM))
        .isInstanceOf(NoSuchProcessException.class)
        .hasMessageContaining("process " + pid + ": does not exist, or has ended");
    assertThatThrownBy(() -> Signals.offer(pid, Signal.realTime(1), 0))
        .isInstanceOf(NoSuchProcessException.class);
    assertThatThrownBy(() -> Signals.offer(new ThreadAddress(SELF, pid), Signal.realTime(1), 0))
        .isInstanceOf(NoSuchProcessException.class)
        .hasMessageContaining("thread " + pid + " of process " + SELF);
  }

  @Test
  @DisplayName("G2 kill reaches each process of a group")
  void killReachesAGroup() throws Exception {
    try (Program leader =
        Program.start(
            "setsid", "env", "--default-signal", "sh", "-c", "sleep 60 & echo $!; wait")) {
      int member = Integer.parseInt(leader.line());
      int group =
          ProcessHandle.of(member)
              .orElseThrow()
              .parent()
              .map(parent -> (int) parent.pid())
              .orElseThrow();
      Signals.killGroup(group, Signal.KILL);
      ProcessHandle.of(member).ifPresent(process -> process.onExit().join());
      assertThat(ProcessHandle.of(member).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  @Test
  @DisplayName("G2 a process can signal its own group")
  void killReachesTheOwnGroup() throws Exception {
    List<String> command = new ArrayList<>(List.of("setsid", "--wait"));
    command.addAll(Jvm.command("kill-own-group"));
    try (Program jvm = Program.start(command)) {
      assertThat(List.of(jvm.line(), jvm.line()))
          .containsExactlyInAnyOrder("got USR1", "child 138 of USR1");
    }
  }

  @Test
  @DisplayName("G2 kill of all processes reaches all others of the pid namespace")
  void killReachesAllInANamespace() throws Exception {
    List<String> namespace = List.of("unshare", "--pid", "--fork", "--mount-proc");
    List<String> probe = new ArrayList<>(namespace);
    probe.add("true");
    try (Program allowed = Program.start(probe)) {
      Needs.that(allowed.exit() == 0, "this user cannot make a pid namespace");
    }
    List<String> command = new ArrayList<>(namespace);
    // The first process of a namespace gets no signal from within, so the JVM is not the first.
    command.addAll(List.of("sh", "-c", "\"$@\"; echo status $?", "sh"));
    command.addAll(Jvm.command("kill-all"));
    try (Program shell = Program.start(command)) {
      assertThat(shell.line()).isEqualTo("children 143 143");
      assertThat(shell.line()).isEqualTo("status 0");
    }
  }

  @Test
  @DisplayName("G2 abort ends the JVM by SIGABRT")
  void abortEndsTheJvm() throws Exception {
    try (Program jvm = Program.start(Jvm.command("abort"))) {
      assertThat(jvm.exit()).isEqualTo(128 + Signal.ABRT.number());
    }
  }

  @Test
  void signallingAnotherUsersProcessIsRefused() throws Exception {
    if (!System.getProperty("user.name").equals("root")) {
      assertThatThrownBy(() -> Signals.kill(1, Signal.CONT))
          .hasMessageContaining("belongs to another user");
      return;
    }
    try (Program other =
        Program.start(
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sleep", "60")) {
      org.awaitility.Awaitility.await()
          .until(() ->
              java.nio.file.Files.readString(
                      java.nio.file.Path.of("/proc/" + other.pid() + "/comm"))
                  .equals("sleep\n"));
      // Root without the capability to signal others.
      List<String> command = new ArrayList<>(List.of("setpriv", "--bounding-set=-kill"));
      command.addAll(Jvm.command("kill", other.pid(), "TERM"));
      try (Program jvm = Program.start(command)) {
        assertThat(jvm.line())
            .startsWith("error AccessRefusedException: process " + other.pid())
            .contains("belongs to another user");
      }
      assertThat(other.isAlive()).isTrue();
    }
  }

  @Test
  void numbersThatMeanMoreThanOneProcessAreRefused() {
    for (int pid : new int[] {0, -1, -5, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> Signals.kill(pid, Signal.CONT))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("pid=" + pid);
      assertThatThrownBy(() -> Signals.exists(pid)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Signals.offer(pid, Signal.USR1, 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Signals.killGroup(pid, Signal.CONT))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Signals.killGroup(1, Signal.CONT)).hasMessageContaining("killAll");
    assertThatThrownBy(() -> new ThreadAddress(0, 1)).hasMessageContaining("pid=0");
    assertThatThrownBy(() -> new ThreadAddress(1, -1)).hasMessageContaining("tid=-1");
  }
}
