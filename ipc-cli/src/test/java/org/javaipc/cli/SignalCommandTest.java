package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalCommandTest {
  @TempDir Path folder;

  private Shell shell;

  @BeforeEach
  void prepare() {
    shell = Shell.in(folder);
  }

  @Test
  void listShowsWhatThereIs() throws Exception {
    Shell.Result table = shell.run("signal", "list");
    assertThat(table.exitCode()).isZero();
    assertThat(table.out().lines()).hasSize(1 + 62);
    assertThat(table.out()).containsPattern("(?m)^ *9  KILL +terminate +refused$");
    Shell.Result json = shell.run("signal", "list", "--json");
    assertThat(json.out().lines())
        .hasSize(62)
        .contains(
            "{\"number\": 17, \"name\": \"CHLD\", \"action\": \"ignore\", \"reception\": \"handler\"}");
  }

  @Test
  void sendSignalsAProcess() throws Exception {
    Process sleep = new ProcessBuilder("env", "--default-signal", "sleep", "60").start();
    try {
      String pid = Long.toString(sleep.pid());
      assertThat(shell.run("signal", "send", pid, "0").exitCode()).isZero();
      Shell.Result sent = shell.run("signal", "send", pid, "SIGTERM");
      assertThat(sent).isEqualTo(new Shell.Result(0, "", ""));
      assertThat(sleep.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(sleep.exitValue()).isEqualTo(128 + 15);
      Shell.Result gone = shell.run("signal", "send", pid, "0");
      assertThat(gone.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(gone.err()).contains("process " + pid + ": does not exist, or has ended");
      assertThat(shell.run("signal", "send", pid, "INT").exitCode()).isEqualTo(ExitCode.FAILED);
    } finally {
      sleep.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          signal                         | say which of list, send, watch
          signal fly                     | unknown action 'ipc signal fly'
          signal list INT                | the form is 'ipc signal list'
          signal send 1                  | the form is 'ipc signal send PID SIGNAL'
          signal send x INT              | pid=x is not a process number
          signal send 0 INT              | pid=0 is not a process number
          signal send 1 FOO              | signal=FOO does not exist
          signal send 1 32               | signal=32 does not exist
          signal send 1 INT --value=x    | --value=x is not a 64-bit number
          signal send 1 INT --count=1    | 'ipc signal send' does not take the option --count
          signal watch                   | no signals to watch are given
          signal watch FOO               | signal=FOO does not exist
          signal watch INT --count=0     | --count=0 is not a number of at least 1
          """)
  void wrongUsageIsRefused(String words, String message) throws Exception {
    Shell.Result result = shell.run(words.split(" ", -1));
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).startsWith("ipc: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          KILL    | the kernel does not let it be caught
          STOP    | the kernel does not let it be caught
          USR2    | the JVM suspends threads with it
          RTMIN+3 | ipc run --block=RTMIN..RTMAX -- java
          """)
  void whatCannotBeWatchedIsRefusedWithTheReason(String signal, String reason) throws Exception {
    Shell.Result result = shell.run("signal", "watch", signal);
    assertThat(result.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(result.err()).contains("SIG" + signal).contains(reason);
  }

  @Test
  void watchPrintsWhatAHandlerIsToldOf() throws Exception {
    try (Watch watch = Watch.start(List.of(), "signal", "watch", "USR1", "HUP", "--count", "3")) {
      String pid = watch.awaitReady();
      for (String name : List.of("USR1", "HUP", "10")) {
        assertThat(shell.run("signal", "send", pid, name).exitCode()).isZero();
        assertThat(watch.line()).isEqualTo(name.equals("10") ? "USR1" : name);
      }
      assertThat(watch.exit()).isZero();
    }
  }

  @Test
  void watchThatWasStartedWithSignalsBlockedPrintsSenderAndValue() throws Exception {
    try (Watch watch =
        Watch.start(
            List.of("--block-signal"),
            "signal",
            "watch",
            "RTMIN+3",
            "USR1",
            "TERM",
            "--count",
            "3",
            "--json")) {
      String pid = watch.awaitReady();
      long self = ProcessHandle.current().pid();
      assertThat(shell.run("signal", "send", pid, "RTMIN+3", "--value", "0x2a").exitCode())
          .isZero();
      assertThat(watch.line())
          .startsWith("{\"name\": \"RTMIN+3\", \"number\": 37, \"pid\": " + self + ", \"uid\": ")
          .endsWith(", \"value\": 42}");
      assertThat(shell.run("signal", "send", pid, "USR1").exitCode()).isZero();
      assertThat(watch.line())
          .startsWith("{\"name\": \"USR1\", \"number\": 10, \"pid\": " + self)
          .endsWith("\"value\": null}");
      assertThat(shell.run("signal", "send", pid, "TERM").exitCode()).isZero();
      assertThat(watch.line())
          .isEqualTo(
              "{\"name\": \"TERM\", \"number\": 15, \"pid\": null, \"uid\": null, \"value\": null}");
      assertThat(watch.exit()).isZero();
    }
  }

  /** The command in a process of its own. */
  record Watch(Process process) implements AutoCloseable {
    static Watch start(List<String> envOptions, String... words) throws Exception {
      List<String> command = new ArrayList<>(IpcProcess.command());
      command.addAll(2, envOptions);
      Stream.of(words).forEach(command::add);
      return new Watch(new ProcessBuilder(command).start());
    }

    String awaitReady() throws Exception {
      String ready = process.errorReader().readLine();
      assertThat(ready).startsWith("ready " + process.pid());
      return Long.toString(process.pid());
    }

    String line() throws Exception {
      return process.inputReader().readLine();
    }

    int exit() throws Exception {
      assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
