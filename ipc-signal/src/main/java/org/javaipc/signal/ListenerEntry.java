package org.javaipc.signal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.linux.signal.SignalNumbers;
import org.javaipc.linux.signal.ThreadSignals;

/**
 * What a listener says in its file, for people and C programs as well. It fits on one line; what it
 * says of a listener that has closed is {@code closed} in place of {@code listen}.
 *
 * <pre>
 * javaipc-signal listen version=1 pid=4711 tid=4720 signal=46 listener=3 pidns=4026531836
 * </pre>
 *
 * <p>An event is notified by {@code rt_tgsigqueueinfo(pid, tid, signal, {SI_QUEUE, value})} with value
 * {@code listener * 64 + event}.
 *
 * @param open whether the listener has not closed
 * @param pid of its process, in its pid namespace
 * @param tid of the thread that takes the signals
 * @param signal number of the signal
 * @param listener number of the listener in its process
 * @param namespace inode of its pid namespace
 */
record ListenerEntry(boolean open, int pid, int tid, int signal, int listener, long namespace) {
  static final String KIND = "javaipc-signal";

  /** Where {@link #CLOSED} is written. */
  static final int STATE_OFFSET = KIND.length() + 1;

  static final String CLOSED = "closed";
  static final int EVENT_BITS = 6;

  /** Most listeners that a process can have had: what is left of 31 bits. */
  static final int MOST_LISTENERS = 1 << (31 - EVENT_BITS);

  private static final String OPEN = "listen";
  private static final int VERSION = 1;

  /** {@return the entry of a listener of this process} */
  static ListenerEntry own(int tid, int signal, int listener) throws IpcException {
    return new ListenerEntry(
        true, ThreadSignals.processId(), tid, signal, listener, currentNamespace());
  }

  String text() {
    return "%s %s version=%d pid=%d tid=%d signal=%d listener=%d pidns=%d%n"
        .formatted(KIND, OPEN, VERSION, pid, tid, signal, listener, namespace);
  }

  /** {@return the payload of an event} */
  long value(int event) {
    return (long) listener << EVENT_BITS | event;
  }

  /** {@return what a text says, checked; anybody may have written it} */
  static ListenerEntry parse(String file, String text) throws CorruptChannelException {
    String[] words = text.strip().split(" ", -1);
    if (words.length < 3 || !words[0].equals(KIND)) {
      throw new CorruptChannelException(file + ": does not name a listener; remove it");
    }
    Map<String, Long> numbers = new HashMap<>();
    for (String word : words) {
      if (word.matches("[a-z]{1,16}=[0-9]{1,18}")) {
        int equals = word.indexOf('=');
        numbers.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
      }
    }
    if (number(file, numbers, "version", 1, Integer.MAX_VALUE) != VERSION) {
      throw new CorruptChannelException(
          "%s: has format version=%s, this library has %d; use the same release at both ends"
              .formatted(file, numbers.get("version"), VERSION));
    }
    return new ListenerEntry(
        words[1].equals(OPEN),
        (int) number(file, numbers, "pid", 1, Integer.MAX_VALUE),
        (int) number(file, numbers, "tid", 1, Integer.MAX_VALUE),
        (int)
            number(
                file,
                numbers,
                "signal",
                SignalNumbers.realTimeMinimum(),
                SignalNumbers.realTimeMaximum()),
        (int) number(file, numbers, "listener", 0, MOST_LISTENERS - 1),
        number(file, numbers, "pidns", 0, Long.MAX_VALUE));
  }

  private static long number(
      String file, Map<String, Long> numbers, String name, long least, long most)
      throws CorruptChannelException {
    Long number = numbers.get(name);
    if (number == null || number < least || number > most) {
      throw new CorruptChannelException(
          "%s: %s=%s is not within %d to %d; remove the file if it is not needed"
              .formatted(file, name, number == null ? "nothing" : number, least, most));
    }
    return number;
  }

  /** {@return the inode of this process's pid namespace} */
  static long currentNamespace() throws IpcException {
    try {
      String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return Long.parseLong(link.replaceAll("[^0-9]", ""));
    } catch (IOException | NumberFormatException e) {
      throw new IpcException("/proc/self/ns/pid: cannot be read: " + e.getMessage(), e);
    }
  }
}
