package org.javaipc.signal;

import java.util.HashMap;
import java.util.Map;
import org.javaipc.IpcException;
import org.javaipc.linux.signal.Disposition;

/** The handlers of this process, one for each signal. */
final class Handlers {
  private static final Map<Signal, Entry> ENTRIES = new HashMap<>();

  private Handlers() {}

  /** A handler and the JVM's object for what was before it. */
  private record Entry(SignalRegistration registration, Object before) {}

  static synchronized SignalRegistration add(Signal signal, SignalHandler handler)
      throws IpcException {
    requireCatchable(signal);
    requireFree(signal);
    SignalRegistration registration = new SignalRegistration(signal, handler);
    Object before = JvmSignals.handle(signal, registration::run);
    // The JVM leaves HUP, INT and TERM ignored if they were when it started, and says nothing.
    if (Disposition.of(signal.number()) != Disposition.HANDLED) {
      JvmSignals.restore(signal, before);
      throw new SignalUnavailableException(
          signal
              + ": was ignored when this JVM was started (nohup, or the background of a script), and stays ignored; start it with `env --default-signal="
              + signal.name()
              + " java ...`");
    }
    ENTRIES.put(signal, new Entry(registration, before));
    return registration;
  }

  static synchronized void remove(SignalRegistration registration) {
    Entry entry = ENTRIES.get(registration.signal());
    if (entry != null && entry.registration == registration) {
      ENTRIES.remove(registration.signal());
      JvmSignals.restore(registration.signal(), entry.before);
    }
  }

  static synchronized void ignore(Signal signal) throws IpcException {
    requireFree(signal);
    if (signal.reception() == Reception.READER) {
      ReaderSignals.ignore(signal);
    } else {
      requireCatchable(signal);
      JvmSignals.ignore(signal);
    }
  }

  static synchronized void restoreDefault(Signal signal) throws IpcException {
    requireFree(signal);
    if (signal == Signal.PIPE || signal == Signal.XFSZ) {
      throw new IllegalArgumentException(
          "signal="
              + signal.name()
              + ": the JVM ignores it, so that a broken pipe or a full file is an exception; by"
              + " default it would end the process");
    }
    if (signal.reception() == Reception.READER) {
      throw new IllegalArgumentException(
          "signal="
              + signal.name()
              + ": by default it would end the process, but a reader is open for it; close the reader first");
    }
    requireCatchable(signal);
    JvmSignals.restoreDefault(signal);
  }

  private static void requireFree(Signal signal) {
    if (ENTRIES.containsKey(signal)) {
      throw new IllegalStateException(
          "signal=" + signal.name() + " already has a handler; close its registration first");
    }
  }

  private static void requireCatchable(Signal signal) {
    if (signal.reception() != Reception.HANDLER) {
      throw new IllegalArgumentException(
          "signal=" + signal.name() + " cannot have a handler: " + signal.reason());
    }
  }
}
