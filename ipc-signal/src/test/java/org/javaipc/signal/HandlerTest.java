package org.javaipc.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.javaipc.linux.signal.Disposition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HandlerTest {
  private static final int SELF = (int) ProcessHandle.current().pid();

  @Test
  @DisplayName("G4 a handler runs on an ordinary thread, until it is closed")
  void handlerRunsOnAnOrdinaryThread() throws Exception {
    LinkedBlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    SignalRegistration registration =
        Signals.handle(Signal.USR1, signal -> threads.add(Thread.currentThread()));
    assertThat(registration.signal()).isSameAs(Signal.USR1);
    assertThat(Disposition.of(Signal.USR1.number())).isEqualTo(Disposition.HANDLED);
    Signals.kill(SELF, Signal.USR1);
    Thread thread = threads.poll(10, TimeUnit.SECONDS);
    assertThat(thread).isNotNull().isNotSameAs(Thread.currentThread());
    assertThatThrownBy(() -> Signals.handle(Signal.USR1, signal -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("signal=USR1 already has a handler");
    registration.close();
    assertThat(Disposition.of(Signal.USR1.number())).isEqualTo(Disposition.DEFAULT);
    try (SignalRegistration again = Signals.handle(Signal.USR1, signal -> {})) {
      assertThat(again.signal()).isSameAs(Signal.USR1);
    }
  }

  @Test
  @DisplayName("G4 a signal can be ignored, and the default restored")
  void signalIsIgnoredAndRestored() throws Exception {
    Signals.ignore(Signal.USR1);
    Signals.kill(SELF, Signal.USR1); // would end this JVM
    assertThat(Disposition.of(Signal.USR1.number())).isEqualTo(Disposition.IGNORED);
    Signals.restoreDefault(Signal.USR1);
    assertThat(Disposition.of(Signal.USR1.number())).isEqualTo(Disposition.DEFAULT);
    assertThatThrownBy(() -> Signals.restoreDefault(Signal.PIPE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("broken pipe");
    assertThatThrownBy(() -> Signals.restoreDefault(Signal.realTime(5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void handlerThatFailsDoesNotStopTheNextRun() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    try (SignalRegistration registration =
        Signals.handle(
            Signal.URG,
            signal -> {
              if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("on purpose");
              }
            })) {
      Signals.kill(SELF, registration.signal());
      Awaitility.await().until(() -> runs.get() == 1);
      Signals.kill(SELF, registration.signal());
      Awaitility.await().until(() -> runs.get() == 2);
    }
  }

  @Test
  void handlerMayCloseItsRegistration() throws Exception {
    LinkedBlockingQueue<String> done = new LinkedBlockingQueue<>();
    SignalRegistration[] registration = new SignalRegistration[1];
    registration[0] =
        Signals.handle(
            Signal.WINCH,
            signal -> {
              registration[0].close();
              done.add("closed");
            });
    Signals.kill(SELF, Signal.WINCH);
    assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
    assertThat(Disposition.of(Signal.WINCH.number())).isEqualTo(Disposition.DEFAULT);
  }

  @Test
  void closedRegistrationLeavesTheDefaultToEndTheJvm() throws Exception {
    try (Program jvm = Program.start(Jvm.command("handle", "TERM"))) {
      assertThat(jvm.line()).startsWith("ready ");
      Program.run(CPeer.path(), "kill", jvm.pid(), Signal.TERM.number());
      assertThat(jvm.line()).isEqualTo("got TERM");
      jvm.say("next");
      assertThat(jvm.line()).isEqualTo("restored TERM");
      Program.run(CPeer.path(), "kill", jvm.pid(), Signal.TERM.number());
      assertThat(jvm.exit()).isEqualTo(128 + 15);
    }
  }

  @Test
  void signalThatWasIgnoredAtTheStartIsRefused() throws Exception {
    List<String> command = new ArrayList<>(List.of("env", "--ignore-signal=INT"));
    command.addAll(Jvm.plain(List.of(), "handle", "INT"));
    try (Program jvm = Program.start(command)) {
      assertThat(jvm.line())
          .startsWith("error SignalUnavailableException: SIGINT: was ignored when this JVM was")
          .contains("env --default-signal=INT");
    }
  }

  @Test
  void signalThatTheJvmKeepsForItselfByAnOptionIsRefused() throws Exception {
    try (Program jvm = Program.start(Jvm.command(List.of("-Xrs"), "handle", "TERM"))) {
      assertThat(jvm.line())
          .startsWith("error SignalUnavailableException: SIGTERM:")
          .contains("-Xrs");
    }
  }

  @Test
  @DisplayName("G10 a broken pipe never kills the process")
  void brokenPipeIsAnException() throws Exception {
    List<String> words =
        new ArrayList<>(List.of("bash", "-c", "\"$@\" | true; echo ${PIPESTATUS[0]}", "bash"));
    words.addAll(Jvm.command("broken-pipe"));
    assertThat(Program.run(words.toArray())).containsExactly("42");
  }
}
