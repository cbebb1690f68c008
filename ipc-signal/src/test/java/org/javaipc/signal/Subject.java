package org.javaipc.signal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.javaipc.Ipc;
import org.javaipc.Listener;
import org.javaipc.Notifier;

/** The JVM that signals are tried on. Does what its arguments say; a line for each fact. */
final class Subject {
  private Subject() {}

  public static void main(String[] arguments) throws Exception {
    try {
      run(arguments);
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      say("error " + e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  private static void run(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "handle-all" -> handleAll();
      case "handle" -> handle(Signal.of(arguments[1]));
      case "read-threads" -> readThreads();
      case "read-process" -> readProcess(List.of(arguments).subList(1, arguments.length));
      case "read-children" -> readChildren();
      case "count" -> count(Signal.of(arguments[1]), Long.parseLong(arguments[2]));
      case "kill" -> Signals.kill(Integer.parseInt(arguments[1]), Signal.of(arguments[2]));
      case "alarm" -> alarm();
      case "kill-own-group" -> killOwnGroup();
      case "kill-all" -> killAll();
      case "abort" -> Signals.abort();
      case "broken-pipe" -> brokenPipe();
      case "offer-until-full" -> offerUntilFull();
      case "listen" -> listen(arguments[1]);
      case "notify" -> notify(arguments[1]);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Handles each signal that can be, and says which came, until the end of its input. */
  private static void handleAll() throws IOException {
    List<SignalRegistration> registrations = new ArrayList<>();
    for (Signal signal : Signal.all()) {
      if (signal.reception() == Reception.HANDLER) {
        registrations.add(Signals.handle(signal, arrived -> say("got " + arrived.name())));
      }
    }
    ready();
    awaitEndOfInput();
    registrations.forEach(SignalRegistration::close);
    say("alive");
  }

  private static void handle(Signal signal) throws IOException {
    SignalRegistration registration =
        Signals.handle(signal, arrived -> say("got " + arrived.name()));
    ready();
    awaitEndOfInput();
    registration.close();
    say("restored " + signal.name());
    awaitEndOfInput();
  }

  /** Reads what is sent to this thread. */
  private static void readThreads() throws Exception {
    Signal[] signals =
        Signal.all().stream()
            .filter(signal -> signal.reception() == Reception.READER)
            .toArray(Signal[]::new);
    try (SignalReader reader = SignalReader.ofThread(signals)) {
      say("ready " + reader.address().pid() + " " + reader.address().tid());
      for (Optional<ReceivedSignal> received = reader.read(Duration.ofSeconds(20));
          received.isPresent() && received.get().value() != -1;
          received = reader.read(Duration.ofSeconds(20))) {
        say("got " + received.get().signal().name());
      }
    }
    say("alive");
  }

  private static void readProcess(List<String> names) throws Exception {
    Signal[] signals = names.stream().map(Signal::of).toArray(Signal[]::new);
    try (SignalReader reader = SignalReader.ofProcess(signals)) {
      ready();
      while (true) {
        ReceivedSignal received = reader.read();
        say(
            "got %s %s pid %d uid %d value %d status %d"
                .formatted(
                    received.signal().name(),
                    received.cause(),
                    received.pid(),
                    received.uid(),
                    received.value(),
                    received.status()));
      }
    }
  }

  /** Reads what becomes of two children. */
  private static void readChildren() throws Exception {
    try (SignalReader reader = SignalReader.ofProcess(Signal.CHLD)) {
      ready();
      Process child = new ProcessBuilder("sleep", "60").start();
      for (Signal signal : List.of(Signal.STOP, Signal.CONT, Signal.KILL)) {
        Signals.kill((int) child.pid(), signal);
        sayChild(reader, child);
      }
      Process other = new ProcessBuilder("sh", "-c", "exit 7").start();
      sayChild(reader, other);
      say("exit codes " + child.waitFor() + " " + other.waitFor());
    }
  }

  private static void sayChild(SignalReader reader, Process child) throws Exception {
    ReceivedSignal received = reader.read();
    while (received.pid() != child.pid()) {
      received = reader.read(); // the JDK's helper that starts children is one, too
    }
    say(received.cause() + " " + received.status());
  }

  /** Reads so many signals whose values count up. */
  private static void count(Signal signal, long count) throws Exception {
    try (SignalReader reader = SignalReader.ofThread(signal)) {
      say("ready " + reader.address().pid() + " " + reader.address().tid());
      for (long i = 0; i < count; i++) {
        ReceivedSignal received = reader.read(Duration.ofSeconds(20)).orElseThrow();
        if (received.value() != i) {
          say("lost: got " + received.value() + " instead of " + i);
          return;
        }
      }
      say("all " + count + ", left over " + reader.poll().isPresent());
    }
  }

  /** Takes the alarm that it was started with, and sets one of its own. */
  private static void alarm() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    try (SignalRegistration registration =
        Signals.handle(Signal.ALRM, signal -> arrived.countDown())) {
      say("left " + Alarm.set(1));
      arrived.await();
      say("got " + registration.signal().name());
    }
  }

  private static void killOwnGroup() throws Exception {
    CountDownLatch handled = new CountDownLatch(1);
    try (SignalRegistration registration =
        Signals.handle(
            Signal.USR1,
            arrived -> {
              say("got " + arrived.name());
              handled.countDown();
            })) {
      Process child = new ProcessBuilder("sleep", "60").start();
      Signals.killOwnGroup(Signal.USR1);
      say("child " + child.waitFor() + " of " + registration.signal().name());
      handled.await();
    }
  }

  /** Inside a pid namespace of its own. */
  private static void killAll() throws Exception {
    Process one = new ProcessBuilder("sleep", "60").start();
    Process other = new ProcessBuilder("sleep", "60").start();
    Signals.killAll(Signal.TERM);
    say("children " + one.waitFor() + " " + other.waitFor());
  }

  private static void brokenPipe() throws Exception {
    Process reader = new ProcessBuilder("true").start();
    reader.waitFor();
    int failures = 0;
    for (int i = 0; i < 3; i++) {
      try {
        reader.getOutputStream().write(new byte[100_000]);
        reader.getOutputStream().flush();
      } catch (IOException e) {
        failures++;
      }
    }
    System.err.println(failures > 0 ? "alive" : "no failure");
    // Where standard output goes, nobody reads any more either.
    for (int i = 0; i < 1000; i++) {
      System.out.println("x".repeat(1000));
    }
    System.exit(failures > 0 && System.out.checkError() ? 42 : 1);
  }

  /** Nobody reads here, until the input ends. */
  private static void offerUntilFull() throws Exception {
    Signal signal = Signal.realTime(4);
    try (SignalReader reader = SignalReader.ofThread(signal)) {
      int sent = 0;
      while (Signals.offer(reader.address(), signal, sent)) {
        sent++;
      }
      boolean inTime = Signals.queue(reader.address(), signal, 1, Duration.ofMillis(50));
      say("sent " + sent + " more " + inTime + " limit " + Signals.queueLimit());
      int read = 0;
      while (reader.poll().isPresent()) {
        read++;
      }
      say("read " + read + " room " + Signals.offer(reader.address(), signal, 0));
    }
  }

  private static void listen(String address) throws Exception {
    try (Listener listener = Ipc.listener(address)) {
      ready();
      while (true) {
        say("events " + Long.toHexString(listener.await()));
      }
    }
  }

  /** Notifies of each event that its input names, one a line. */
  private static void notify(String address) throws Exception {
    try (Notifier notifier = Ipc.notifier(address)) {
      ready();
      BufferedReader in = input();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        try {
          say("notified " + notifier.signal(Integer.parseInt(line), Duration.ofSeconds(10)));
        } catch (IOException e) {
          say("error " + e.getClass().getSimpleName() + ": " + e.getMessage());
        }
      }
    }
  }

  private static void ready() {
    say("ready " + ProcessHandle.current().pid());
  }

  private static void awaitEndOfInput() throws IOException {
    BufferedReader in = input();
    String line = in.readLine();
    while (line != null && !line.equals("next")) {
      line = in.readLine();
    }
  }

  private static BufferedReader input() {
    return Input.READER;
  }

  private static final class Input {
    static final BufferedReader READER =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
