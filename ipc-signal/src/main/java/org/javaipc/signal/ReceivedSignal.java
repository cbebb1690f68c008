package org.javaipc.signal;

import org.javaipc.linux.signal.SignalInbox;

/**
 * A signal that a {@link SignalReader} has taken.
 *
 * @param signal which one
 * @param cause where it came from
 * @param pid process that sent it, as it claims, or the child that it is about; 0 if unknown
 * @param uid user that sent it, as it claims, or that owns the child; 0 if unknown
 * @param value payload, 0 if there is none; a sender of an {@code int} leaves the upper half undefined
 * @param status exit code or signal of a child; 0 for anything else
 */
public record ReceivedSignal(Signal signal, Cause cause, int pid, int uid, long value, int status) {
  private static final int SI_USER = 0;
  private static final int SI_QUEUE = -1;
  private static final int SI_TIMER = -2;
  private static final int SI_TKILL = -6;
  private static final int SI_KERNEL = 0x80;

  static ReceivedSignal of(Signal signal, SignalInbox inbox) {
    Cause cause = cause(signal, inbox.code());
    boolean sender = cause.hasSender();
    return new ReceivedSignal(
        signal,
        cause,
        sender ? inbox.pid() : 0,
        sender ? inbox.uid() : 0,
        cause.hasValue() ? inbox.value() : 0,
        cause.compareTo(Cause.CHILD_EXITED) >= 0 && cause != Cause.OTHER ? inbox.status() : 0);
  }

  private static Cause cause(Signal signal, int code) {
    return switch (code) {
      case SI_USER -> Cause.USER;
      case SI_QUEUE -> Cause.QUEUE;
      case SI_TIMER -> Cause.TIMER;
      case SI_TKILL -> Cause.THREAD;
      case SI_KERNEL -> Cause.KERNEL;
      default -> signal == Signal.CHLD ? ofChild(code) : Cause.OTHER;
    };
  }

  private static Cause ofChild(int code) {
    return switch (code) {
      case 1 -> Cause.CHILD_EXITED;
      case 2 -> Cause.CHILD_KILLED;
      case 3 -> Cause.CHILD_DUMPED;
      case 5 -> Cause.CHILD_STOPPED;
      case 6 -> Cause.CHILD_CONTINUED;
      default -> Cause.OTHER;
    };
  }

  /** {@return the payload of a sender who queued an {@code int}} */
  public int intValue() {
    return (int) value;
  }
}
