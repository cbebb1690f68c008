package org.javaipc.signal;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.javaipc.linux.signal.SignalNumbers;
import org.jspecify.annotations.Nullable;

/**
 * A signal that {@code kill -l} lists: standard ones by name, real-time ones as {@code RTMIN+n} or
 * {@code RTMAX-n}, as libc counts. Numbers are the same on x86-64 and 64-bit ARM. There is one object
 * for each; they may be compared by {@code ==}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public final class Signal implements Comparable<Signal> {
  private static final String BY_KERNEL =
      "the kernel does not let it be caught, ignored or blocked";
  private static final String BY_FAULTS =
      "the JVM needs it for faults of its own code, such as null checks";

  /** The terminal is gone. */
  public static final Signal HUP = handled(1, "HUP", DefaultAction.TERMINATE);

  /** Ctrl-C. */
  public static final Signal INT = handled(2, "INT", DefaultAction.TERMINATE);

  /** Ctrl-\; the JVM prints a thread dump. */
  public static final Signal QUIT =
      refused(3, "QUIT", DefaultAction.CORE, "the JVM prints a thread dump on it");

  /** Illegal instruction. */
  public static final Signal ILL = refused(4, "ILL", DefaultAction.CORE, BY_FAULTS);

  /** Breakpoint. */
  public static final Signal TRAP = refused(5, "TRAP", DefaultAction.CORE, BY_FAULTS);

  /** {@code abort()}; also called IOT. */
  public static final Signal ABRT = handled(6, "ABRT", DefaultAction.CORE);

  /** Access to memory that does not exist. */
  public static final Signal BUS = refused(7, "BUS", DefaultAction.CORE, BY_FAULTS);

  /** Arithmetic error. */
  public static final Signal FPE = refused(8, "FPE", DefaultAction.CORE, BY_FAULTS);

  /** Ends a process unconditionally. */
  public static final Signal KILL = refused(9, "KILL", DefaultAction.TERMINATE, BY_KERNEL);

  /** For the application. */
  public static final Signal USR1 = handled(10, "USR1", DefaultAction.TERMINATE);

  /** Access to memory that may not be accessed. */
  public static final Signal SEGV = refused(11, "SEGV", DefaultAction.CORE, BY_FAULTS);

  /** For the application, but not in a JVM. */
  public static final Signal USR2 =
      refused(12, "USR2", DefaultAction.TERMINATE, "the JVM suspends threads with it; use USR1");

  /** Writing to a pipe or socket whose reading end is closed; a JVM ignores it. */
  public static final Signal PIPE = handled(13, "PIPE", DefaultAction.TERMINATE);

  /** The alarm, and the real interval timer. */
  public static final Signal ALRM = handled(14, "ALRM", DefaultAction.TERMINATE);

  /** A request to end. */
  public static final Signal TERM = handled(15, "TERM", DefaultAction.TERMINATE);

  /** Unused. */
  public static final Signal STKFLT = handled(16, "STKFLT", DefaultAction.TERMINATE);

  /** A child has ended, stopped or continued; also called CLD. */
  public static final Signal CHLD = handled(17, "CHLD", DefaultAction.IGNORE);

  /** Continues a stopped process. */
  public static final Signal CONT = handled(18, "CONT", DefaultAction.CONTINUE);

  /** Stops a process unconditionally. */
  public static final Signal STOP = refused(19, "STOP", DefaultAction.STOP, BY_KERNEL);

  /** Ctrl-Z. */
  public static final Signal TSTP = handled(20, "TSTP", DefaultAction.STOP);

  /** A background process reads from the terminal. */
  public static final Signal TTIN = handled(21, "TTIN", DefaultAction.STOP);

  /** A background process writes to the terminal. */
  public static final Signal TTOU = handled(22, "TTOU", DefaultAction.STOP);

  /** Urgent data on a socket. */
  public static final Signal URG = handled(23, "URG", DefaultAction.IGNORE);

  /** CPU time limit. */
  public static final Signal XCPU = handled(24, "XCPU", DefaultAction.CORE);

  /** File size limit; a JVM ignores it. */
  public static final Signal XFSZ = handled(25, "XFSZ", DefaultAction.CORE);

  /** The virtual interval timer. */
  public static final Signal VTALRM = handled(26, "VTALRM", DefaultAction.TERMINATE);

  /** The profiling interval timer. */
  public static final Signal PROF = handled(27, "PROF", DefaultAction.TERMINATE);

  /** The terminal has another size. */
  public static final Signal WINCH = handled(28, "WINCH", DefaultAction.IGNORE);

  /** A descriptor is ready; also called POLL. */
  public static final Signal IO = handled(29, "IO", DefaultAction.TERMINATE);

  /** Power failure. */
  public static final Signal PWR = handled(30, "PWR", DefaultAction.TERMINATE);

  /** Bad system call; also called UNUSED. */
  public static final Signal SYS = handled(31, "SYS", DefaultAction.CORE);

  private static final List<Signal> STANDARD =
      List.of(
          HUP, INT, QUIT, ILL, TRAP, ABRT, BUS, FPE, KILL, USR1, SEGV, USR2, PIPE, ALRM, TERM,
          STKFLT, CHLD, CONT, STOP, TSTP, TTIN, TTOU, URG, XCPU, XFSZ, VTALRM, PROF, WINCH, IO, PWR,
          SYS);

  private final int number;
  private final String name;
  private final DefaultAction defaultAction;
  private final Reception reception;
  private final String reason;

  private Signal(
      int number, String name, DefaultAction defaultAction, Reception reception, String reason) {
    this.number = number;
    this.name = name;
    this.defaultAction = defaultAction;
    this.reception = reception;
    this.reason = reason;
  }

  private static Signal handled(int number, String name, DefaultAction action) {
    return new Signal(number, name, action, Reception.HANDLER, "");
  }

  private static Signal refused(int number, String name, DefaultAction action, String reason) {
    return new Signal(number, name, action, Reception.REFUSED, reason);
  }

  /** {@return all signals, by number} */
  public static List<Signal> all() {
    return All.SIGNALS;
  }

  /**
   * {@return the signal of a name or number}
   *
   * @param text such as {@code INT}, {@code SIGINT}, {@code int}, {@code 2}, {@code RTMIN+3}, {@code
   *     RTMAX-1}
   * @throws IllegalArgumentException if there is no such signal
   */
  public static Signal of(String text) {
    String upper = text.strip().toUpperCase(Locale.ROOT);
    if (upper.matches("[0-9]{1,4}")) {
      return of(Integer.parseInt(upper));
    }
    String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
    return named(name)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "signal="
                    + text
                    + " does not exist; `kill -l` and `ipc signal list` show those that do"));
  }

  /**
   * {@return the signal of a number}
   *
   * @param number 1 to 31, or {@code SIGRTMIN} to {@code SIGRTMAX}
   * @throws IllegalArgumentException if there is no such signal
   */
  public static Signal of(int number) {
    if (number >= 1 && number < All.BY_NUMBER.length) {
      Signal signal = All.BY_NUMBER[number];
      if (signal != null) {
        return signal;
      }
    }
    throw new IllegalArgumentException(
        "signal=%d does not exist for programs; 1 to 31 and %d to %d do"
            .formatted(number, SignalNumbers.realTimeMinimum(), SignalNumbers.realTimeMaximum()));
  }

  /**
   * {@return the real-time signal {@code SIGRTMIN+n}}
   *
   * @param n 0 to {@code SIGRTMAX-SIGRTMIN}, which is 30
   * @throws IllegalArgumentException if there is no such signal
   */
  public static Signal realTime(int n) {
    int number = SignalNumbers.realTimeMinimum() + n;
    if (n < 0 || number > SignalNumbers.realTimeMaximum()) {
      throw new IllegalArgumentException(
          "RTMIN+n with n=%d does not exist; n is 0 to %d"
              .formatted(n, SignalNumbers.realTimeMaximum() - SignalNumbers.realTimeMinimum()));
    }
    return of(number);
  }

  private static Optional<Signal> named(String name) {
    return switch (name) {
      case "IOT" -> Optional.of(ABRT);
      case "CLD" -> Optional.of(CHLD);
      case "POLL" -> Optional.of(IO);
      case "UNUSED" -> Optional.of(SYS);
      default ->
          name.startsWith("RT")
              ? realTimeNamed(name)
              : STANDARD.stream().filter(signal -> signal.name.equals(name)).findFirst();
    };
  }

  private static Optional<Signal> realTimeNamed(String name) {
    if (!name.matches("RTMIN(\\+[0-9]{1,2})?|RTMAX(-[0-9]{1,2})?")) {
      return Optional.empty();
    }
    int offset = name.length() == 5 ? 0 : Integer.parseInt(name.substring(6));
    int number =
        name.startsWith("RTMIN")
            ? SignalNumbers.realTimeMinimum() + offset
            : SignalNumbers.realTimeMaximum() - offset;
    return All.SIGNALS.stream()
        .filter(signal -> signal.isRealTime() && signal.number == number)
        .findFirst();
  }

  /** {@return the number} */
  public int number() {
    return number;
  }

  /** {@return the name without SIG, such as {@code INT} or {@code RTMIN+3}} */
  public String name() {
    return name;
  }

  /** {@return what the kernel does to a process that neither handles nor ignores it} */
  public DefaultAction defaultAction() {
    return defaultAction;
  }

  /** {@return how it can be received in a JVM} */
  public Reception reception() {
    return reception;
  }

  /** {@return why it cannot be received by a handler; empty if it can} */
  public String reason() {
    return reason;
  }

  /** {@return whether it is queued as often as it is sent, with a payload} */
  public boolean isRealTime() {
    return number > STANDARD.size();
  }

  long bit() {
    return SignalNumbers.bit(number);
  }

  @Override
  public int compareTo(Signal other) {
    return Comparator.comparingInt(Signal::number).compare(this, other);
  }

  /** {@return the name with SIG, such as {@code SIGINT}} */
  @Override
  public String toString() {
    return "SIG" + name;
  }

  /** Needs libc, which counts the real-time signals. */
  private static final class All {
    static final List<Signal> SIGNALS = signals();
    static final @Nullable Signal[] BY_NUMBER = byNumber();

    private static @Nullable Signal[] byNumber() {
      @Nullable Signal[] signals = new @Nullable Signal[SignalNumbers.LAST + 1];
      for (Signal signal : SIGNALS) {
        signals[signal.number] = signal;
      }
      return signals;
    }

    private static List<Signal> signals() {
      int minimum = SignalNumbers.realTimeMinimum();
      int maximum = SignalNumbers.realTimeMaximum();
      Stream<Signal> realTime =
          Stream.iterate(minimum, number -> number <= maximum, number -> number + 1)
              .map(number -> realTime(number, minimum, maximum));
      return Stream.concat(STANDARD.stream(), realTime).toList();
    }

    private static Signal realTime(int number, int minimum, int maximum) {
      // The names that kill -l has.
      String name =
          number - minimum <= maximum - number
              ? "RTMIN" + (number == minimum ? "" : "+" + (number - minimum))
              : "RTMAX" + (number == maximum ? "" : "-" + (maximum - number));
      return number == maximum - 2
          ? refused(
              number,
              name,
              DefaultAction.TERMINATE,
              "the JDK uses it to end blocked input and output")
          : new Signal(
              number,
              name,
              DefaultAction.TERMINATE,
              Reception.READER,
              "a SignalReader receives it; a handler would lose what is queued");
    }
  }
}
