package org.javaipc.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.javaipc.ChannelClosedException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class QueueTest {
  private static final int SELF = (int) ProcessHandle.current().pid();
  private static final int FLOOD =
      Objects.requireNonNullElse(Integer.getInteger("ipc.signal.flood"), 1_000_000);

  @Test
  @DisplayName("G3 an int and a pointer arrive at a C program, with the sender")
  void payloadArrivesAtACProgram() throws Exception {
    Signal signal = Signal.realTime(3);
    try (Program c = Program.start(CPeer.path(), "wait", signal.number(), 3)) {
      assertThat(c.line()).isEqualTo("ready " + c.pid());
      Signals.queue(c.pid(), signal, 42);
      Signals.queue(c.pid(), signal, 0x7fff_1234_5678_9abcL);
      Signals.queue(new ThreadAddress(c.pid(), c.pid()), signal, -1);
      long uid = uid();
      assertThat(c.rest())
          .containsExactlyInAnyOrder( // what is sent to the thread comes first
              "got 37 code -1 pid %d uid %d value 42".formatted(SELF, uid),
              "got 37 code -1 pid %d uid %d value %d".formatted(SELF, uid, 0x7fff_1234_5678_9abcL),
              "got 37 code -1 pid %d uid %d value -1".formatted(SELF, uid));
    }
  }

  @Test
  @DisplayName("G3 sender, code and payload arrive from a C program that sends to the process")
  void signalsToTheProcessAreRead() throws Exception {
    List<Object> command = new ArrayList<>(List.of(CPeer.path(), "block", 36, 35, "--"));
    command.addAll(Jvm.plain(List.of(), "read-process", "RTMIN+2", "RTMIN+1"));
    try (Program jvm = Program.start(command)) {
      assertThat(jvm.line()).isEqualTo("ready " + jvm.pid());
      try (Program c = Program.start(CPeer.path(), "queue", jvm.pid(), 36, 7, 2)) {
        String sender = "pid " + c.pid() + " uid " + uid();
        assertThat(jvm.line()).isEqualTo("got RTMIN+2 QUEUE " + sender + " value 7 status 0");
        assertThat(jvm.line()).isEqualTo("got RTMIN+2 QUEUE " + sender + " value 8 status 0");
      }
      Program.run("sh", "-c", "kill -36 " + jvm.pid());
      assertThat(jvm.line()).startsWith("got RTMIN+2 USER pid ");
    }
  }

  @Test
  void readingOfTheProcessIsRefusedUnlessAllThreadsBlock() {
    assertThatThrownBy(() -> SignalReader.ofProcess(Signal.realTime(2)))
        .isInstanceOf(SignalUnavailableException.class)
        .hasMessageContaining("[SIGRTMIN+2]: not every thread")
        .hasMessageContaining("ipc run --block=RTMIN..RTMAX -- java");
    assertThatThrownBy(() -> SignalReader.ofProcess(Signal.TERM))
        .isInstanceOf(SignalUnavailableException.class)
        .hasMessageContaining("Signals.handle");
    assertThatThrownBy(SignalReader::ofProcess).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(SignalReader::ofThread).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SignalReader.ofThread(Signal.USR1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a real-time signal");
  }

  @Test
  @DisplayName("G3 a full queue is back-pressure, with the limit, and nothing is lost")
  void fullQueueIsBackPressure() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "ulimit -i 64 && exec \"$@\"", "bash"));
    command.addAll(Jvm.command("offer-until-full"));
    try (Program jvm = Program.start(command)) {
      String[] full = jvm.line().split(" ", -1);
      assertThat(full[0]).isEqualTo("sent");
      int sent = Integer.parseInt(full[1]);
      assertThat(sent).isBetween(1, 64);
      assertThat(full).startsWith("sent", full[1], "more", "false", "limit").hasSize(6);
      assertThat(full[5]).endsWith("/64");
      assertThat(jvm.line()).isEqualTo("read " + sent + " room true");
    }
  }

  @Test
  @Timeout(180)
  @DisplayName(
      "G3 a million queued signals arrive in order, none is lost, whatever the queue holds")
  void floodLosesNothing() throws Exception {
    Signal signal = Signal.realTime(5);
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "ulimit -i 500 && exec \"$@\"", "bash"));
    command.addAll(Jvm.command("count", signal.name(), FLOOD));
    try (Program jvm = Program.start(command)) {
      String[] ready = jvm.line().split(" ", -1);
      long start = System.nanoTime();
      try (Program c =
          Program.start(CPeer.path(), "thread", ready[1], ready[2], signal.number(), 0, FLOOD)) {
        String[] sent = awaitLine(c).split(" ", -1);
        assertThat(jvm.line()).isEqualTo("all " + FLOOD + ", left over false");
        System.out.printf(
            "%d signals in %d ms, the queue was full %s times%n",
            FLOOD, (System.nanoTime() - start) / 1_000_000, sent[3]);
        assertThat(Long.parseLong(sent[3])).as("times the queue was full").isPositive();
      }
    }
  }

  private static String awaitLine(Program program) throws InterruptedException {
    while (program.isAlive()) {
      Thread.sleep(5);
    }
    return program.line();
  }

  @Test
  void readerIsOfOnePlatformThread() throws Exception {
    try (SignalReader reader = SignalReader.ofThread(Signal.realTime(6))) {
      Throwable[] thrown = new Throwable[2];
      Thread.ofPlatform().start(() -> thrown[0] = catching(reader::poll)).join();
      Thread.ofVirtual()
          .start(() -> thrown[1] = catching(() -> SignalReader.ofThread(Signal.realTime(6))))
          .join();
      assertThat(thrown[0])
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("only the thread that opened this reader");
      assertThat(thrown[1])
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("thread=virtual")
          .hasMessageContaining("platform");
    }
  }

  private static Throwable catching(java.util.concurrent.Callable<?> call) {
    try {
      call.call();
      return null;
    } catch (Exception e) {
      return e;
    }
  }

  @Test
  void timeoutInterruptAndCloseEndAWaitAndLoseNothing() throws Exception {
    SignalReader reader = SignalReader.ofThread(Signal.realTime(6));
    assertThat(reader.read(Duration.ZERO)).isEmpty();
    assertThat(reader.read(Duration.ofMillis(20))).isEmpty();
    Thread self = Thread.currentThread();
    Thread.ofPlatform()
        .start(() -> {
          awaitWaiting(self);
          self.interrupt();
        });
    assertThatThrownBy(reader::read).isInstanceOf(InterruptedException.class);
    Signals.queue(reader.address(), Signal.realTime(6), 1);
    assertThat(reader.read().intValue()).isEqualTo(1);
    Thread.ofPlatform()
        .start(() -> {
          awaitWaiting(self);
          reader.close();
        });
    assertThatThrownBy(reader::read)
        .isInstanceOf(ChannelClosedException.class)
        .hasMessageContaining("closed");
    reader.close();
    SignalMask.unblock(SignalSet.of(Signal.realTime(6)));
  }

  private static void awaitWaiting(Thread thread) {
    org.awaitility.Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .until(() ->
            List.of(thread.getStackTrace()).stream()
                .anyMatch(frame -> frame.getClassName().endsWith("SignalInbox")));
  }

  static long uid() throws Exception {
    return Long.parseLong(Program.run("id", "-u").getFirst());
  }
}
