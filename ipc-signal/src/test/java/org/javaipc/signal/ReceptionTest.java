package org.javaipc.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The table in docs/signals.md, and what the JVM does. */
class ReceptionTest {
  private static final Path PAGE = Path.of("../docs/signals.md");

  @Test
  @DisplayName("G1 the table in docs/signals.md says what the code says")
  void tableOfThePageIsThatOfTheCode() throws Exception {
    List<String> rows =
        Files.readAllLines(PAGE).stream().filter(line -> line.matches("\\| [0-9]+ \\|.*")).toList();
    assertThat(rows)
        .as("the table should be:%n%s", String.join("\n", table()))
        .containsExactlyElementsOf(table());
  }

  private static List<String> table() {
    return Signal.all().stream().map(ReceptionTest::row).toList();
  }

  private static String row(Signal signal) {
    String how =
        switch (signal.reception()) {
          case HANDLER -> "`Signals.handle`";
          case READER -> "`SignalReader`";
          case REFUSED -> "no: " + signal.reason();
        };
    return "| %d | %s | %s | %s |"
        .formatted(
            signal.number(),
            signal.name(),
            signal.defaultAction().toString().toLowerCase(java.util.Locale.ROOT),
            how);
  }

  @Test
  @DisplayName(
      "G1 G4 the JVM receives each signal that the table says a handler receives, and lives")
  void jvmLivesAfterEachSignalThatHandlersReceive() throws Exception {
    try (Program jvm = Program.start(Jvm.command("handle-all"))) {
      assertThat(jvm.line()).startsWith("ready ");
      for (Signal signal : Signal.all()) {
        if (signal.reception() == Reception.HANDLER) {
          Program.run(CPeer.path(), "kill", jvm.pid(), signal.number());
          assertThat(jvm.line()).isEqualTo("got " + signal.name());
        }
      }
      jvm.say("next");
      assertThat(jvm.line()).isEqualTo("alive");
      assertThat(jvm.exit()).isZero();
    }
  }

  @Test
  @DisplayName(
      "G1 G3 the JVM receives each signal that the table says a reader receives, and lives")
  void jvmLivesAfterEachSignalThatReadersReceive() throws Exception {
    try (Program jvm = Program.start(Jvm.command("read-threads"))) {
      String[] ready = jvm.line().split(" ", -1);
      Signal last = null;
      for (Signal signal : Signal.all()) {
        if (signal.reception() == Reception.READER) {
          Program.run(CPeer.path(), "kill", jvm.pid(), signal.number()); // does no harm
          Program.run(CPeer.path(), "thread", jvm.pid(), ready[2], signal.number(), 1, 1);
          assertThat(jvm.line()).isEqualTo("got " + signal.name());
          last = signal;
        }
      }
      Program.run(CPeer.path(), "thread", jvm.pid(), ready[2], last.number(), -1, 1);
      assertThat(jvm.line()).isEqualTo("alive");
      assertThat(jvm.exit()).isZero();
    }
  }

  @Test
  @DisplayName("G4 what the table refuses is refused, with the reason")
  void whatTheTableRefusesIsRefused() {
    List<String> refused = new ArrayList<>();
    for (Signal signal : Signal.all()) {
      if (signal.reception() != Reception.HANDLER) {
        assertThatThrownBy(() -> Signals.handle(signal, arrived -> {}))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("signal=" + signal.name())
            .hasMessageContaining(signal.reason());
      }
      if (signal.reception() == Reception.REFUSED) {
        refused.add(signal.name());
        assertThat(signal.reason()).isNotBlank();
        assertThatThrownBy(() -> Signals.ignore(signal))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Signals.restoreDefault(signal))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SignalReader.ofThread(signal))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SignalReader.ofProcess(signal))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(signal.reason());
      }
    }
    assertThat(refused)
        .containsExactly(
            "QUIT", "ILL", "TRAP", "BUS", "FPE", "KILL", "SEGV", "USR2", "STOP", "RTMAX-2");
  }
}
