package org.javaipc.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
  @Test
  @DisplayName("G1 the signals, their names and numbers are those of kill -l")
  void signalsAreThoseOfKill() throws Exception {
    String listing = String.join(" ", Program.run("bash", "-c", "kill -l"));
    Matcher matcher = Pattern.compile("([0-9]+)\\) (SIG[A-Z0-9+-]+)").matcher(listing);
    assertThat(matcher.results().map(entry -> entry.group(1) + " " + entry.group(2)))
        .containsExactlyElementsOf(
            Signal.all().stream().map(signal -> signal.number() + " " + signal).toList());
  }

  @Test
  @DisplayName("G1 what the kernel does by default on each is what defaultAction says")
  void defaultActionsAreTheKernels() throws Exception {
    for (Signal signal : Signal.all()) {
      try (Program sleep = Program.start("env", "--default-signal", "sleep", "60")) {
        awaitCommand(sleep, "sleep");
        Signals.kill(sleep.pid(), signal);
        switch (signal.defaultAction()) {
          case TERMINATE, CORE ->
              assertThat(sleep.exit()).as("%s", signal).isEqualTo(128 + signal.number());
          case STOP -> {
            // The others do not stop a process whose group is orphaned, as it may be in a build.
            if (signal == Signal.STOP) {
              Awaitility.await().until(() -> state(sleep), state -> state == 'T');
            }
            assertThat(sleep.isAlive()).as("%s", signal).isTrue();
          }
          case IGNORE, CONTINUE -> {
            assertThat(sleep.isAlive()).as("%s", signal).isTrue();
            Signals.kill(sleep.pid(), Signal.TERM);
            assertThat(sleep.exit()).as("%s", signal).isEqualTo(128 + Signal.TERM.number());
          }
        }
      }
    }
  }

  private static void awaitCommand(Program program, String name) {
    Path command = Path.of("/proc/" + program.pid() + "/comm");
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .until(() -> Files.readString(command).strip().equals(name));
  }

  private static char state(Program program) throws Exception {
    String stat = Files.readString(Path.of("/proc/" + program.pid() + "/stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }

  @Test
  void signalsAreFoundByNameWithAndWithoutSigAndByNumber() {
    assertThat(List.of("INT", "SIGINT", "int", "sigint", " 2 "))
        .allSatisfy(text -> assertThat(Signal.of(text)).isSameAs(Signal.INT));
    assertThat(Signal.of("IOT")).isSameAs(Signal.ABRT);
    assertThat(Signal.of("SIGCLD")).isSameAs(Signal.CHLD);
    assertThat(Signal.of("POLL")).isSameAs(Signal.IO);
    assertThat(Signal.of("RTMIN")).isSameAs(Signal.realTime(0));
    assertThat(Signal.of("RTMIN+30")).isSameAs(Signal.of("RTMAX"));
    assertThat(Signal.of("RTMAX-30")).isSameAs(Signal.of("SIGRTMIN"));
    assertThat(Signal.realTime(2).number()).isEqualTo(36);
    for (Signal signal : Signal.all()) {
      assertThat(Signal.of(signal.name())).isSameAs(signal);
      assertThat(Signal.of(signal.toString())).isSameAs(signal);
      assertThat(Signal.of(signal.number())).isSameAs(signal);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "FOO", "SIG", "0", "32", "33", "65", "-1", "RTMIN+31", "RTMIN-1", "RTMAX-31"})
  void whatDoesNotExistIsRefused(String text) {
    assertThatThrownBy(() -> Signal.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("signal=")
        .hasMessageContaining("does not exist");
  }

  @Test
  void realTimeSignalsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> Signal.realTime(31)).hasMessageContaining("n=31");
    assertThatThrownBy(() -> Signal.realTime(-1)).hasMessageContaining("n=-1");
  }
}
