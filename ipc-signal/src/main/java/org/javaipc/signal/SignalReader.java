package org.javaipc.signal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcException;
import org.javaipc.linux.signal.InterruptibleInbox;
import org.javaipc.linux.signal.ProcessSignals;
import org.javaipc.linux.signal.ThreadSignals;

/**
 * Reads signals one by one, with sender and payload, real-time ones as often as they were sent: lower
 * numbers first, and each number in order. They wait in the kernel; when its queue is full (the limit
 * RLIMIT_SIGPENDING, for all processes of a user), senders get an error, and nothing is lost.
 *
 * <p>There are two kinds. A reader {@link #ofThread of a thread} works in any JVM: real-time
 * signals are sent to that very thread ({@link Signals#queue(ThreadAddress, Signal, long)}, in C {@code
 * rt_tgsigqueueinfo}), and a signal that is sent to the whole process by {@code kill} does no harm and is not read. A
 * reader {@link #ofProcess of the process} reads what any program sends by {@code kill}
 * or {@code sigqueue}, and needs a JVM that was started with these signals blocked: {@code ipc run
 * --block=RTMIN..RTMAX -- java ...}.
 *
 * <pre>{@code
 * try (SignalReader reader = SignalReader.ofThread(Signal.realTime(3))) {
 *   publish(reader.address());
 *   ReceivedSignal received = reader.read();
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sigwaitinfo.2.html">sigwaitinfo(2)</a>
 */
public final class SignalReader implements AutoCloseable {
  private static final long FOREVER = Long.MAX_VALUE;
  private static final long FIRST_PAUSE = 50_000;
  private static final long LONGEST_PAUSE = 5_000_000;

  private final SignalSet signals;
  private final InterruptibleInbox inbox;
  private final boolean wholeProcess;
  private final Thread owner;
  private final ThreadAddress address;
  private final long unblocked;
  private volatile boolean closed;

  private SignalReader(SignalSet signals, boolean wholeProcess, long unblocked) {
    this.signals = signals;
    this.wholeProcess = wholeProcess;
    this.unblocked = unblocked;
    this.owner = Thread.currentThread();
    this.address = new ThreadAddress(ThreadSignals.processId(), ThreadSignals.id());
    long wakeValue = ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE;
    int wakeSignal = signals.signals().getLast().number();
    this.inbox = new InterruptibleInbox(signals.bits(), wakeSignal, wakeValue);
  }

  /**
   * Reads what is sent to the calling platform thread, which alone may read. The thread blocks the
   * signals until it closes the reader; the process ignores them from now on.
   *
   * @param signals real-time ones, at least one
   * @return the reader
   * @throws IllegalArgumentException if one is not a real-time signal, or is reserved by the JDK
   * @throws IllegalStateException on a virtual thread
   * @throws IpcException if the kernel refuses
   */
  public static SignalReader ofThread(Signal... signals) throws IpcException {
    SignalMask.requirePlatformThread();
    SignalSet set = requireSome(signals);
    for (Signal signal : signals) {
      if (signal.reception() != Reception.READER) {
        throw new IllegalArgumentException(
            "signal="
                + signal.name()
                + (signal.isRealTime()
                    ? " cannot be read: " + signal.reason()
                    : " is not a real-time signal; use Signals.handle, or SignalReader.ofProcess"));
      }
    }
    // Blocked first: ignoring would discard it, and the default would end the process.
    long before = ThreadSignals.block(set.bits());
    try {
      for (Signal signal : signals) {
        ReaderSignals.ignore(signal);
      }
    } catch (IpcException e) {
      ThreadSignals.replace(before);
      throw e;
    }
    return new SignalReader(set, false, set.bits() & ~before);
  }

  /**
   * Reads what is sent to the process, by any program. For one thread at a time, also a virtual one.
   *
   * @param signals at least one, of any kind except those that the JVM reserves
   * @return the reader
   * @throws IllegalArgumentException if the JVM or the kernel reserves one
   * @throws SignalUnavailableException if a thread of this process does not block one of them, so that
   *     it could end the JVM; the message says how to start it
   * @throws IpcException if /proc cannot be read
   */
  public static SignalReader ofProcess(Signal... signals) throws IpcException {
    SignalSet set = requireSome(signals);
    for (Signal signal : signals) {
      if (signal.reception() == Reception.REFUSED) {
        throw new IllegalArgumentException(
            "signal=" + signal.name() + " cannot be read: " + signal.reason());
      }
    }
    SignalSet open = new SignalSet(set.bits() & ~ProcessSignals.blockedEverywhere());
    if (!open.isEmpty()) {
      throw new SignalUnavailableException(
          open
              + ": not every thread of this JVM blocks it, so one sent to the process would not wait to be read and might end the process; "
              + advice(open));
    }
    if (set.contains(Signal.CHLD)) {
      ChildSignals.tellAll();
    }
    return new SignalReader(set, true, 0);
  }

  private static String advice(SignalSet open) {
    for (Signal signal : open.signals()) {
      if (!signal.isRealTime()) {
        return "the JVM may unblock it whatever it was started with: use Signals.handle for standard"
            + " signals, or start it with `ipc run --block="
            + signal.name()
            + " -- java ...`";
      }
    }
    return "start it with `ipc run --block=RTMIN..RTMAX -- java ...`, or send to a thread, with"
        + " SignalReader.ofThread";
  }

  private static SignalSet requireSome(Signal... signals) {
    if (signals.length == 0) {
      throw new IllegalArgumentException("signals=[] names no signal to read");
    }
    return SignalSet.of(signals);
  }

  /** {@return the signals} */
  public SignalSet signals() {
    return signals;
  }

  /** {@return the thread to send to; of a reader of the process, the thread that made it} */
  public ThreadAddress address() {
    return address;
  }

  /**
   * {@return the next signal, if there is one now}
   *
   * @throws ChannelClosedException if it is closed
   * @throws IllegalStateException if the caller is not the thread that it reads for
   * @throws IpcException if the kernel refuses
   */
  public Optional<ReceivedSignal> poll() throws IpcException {
    requireUsable();
    int number = inbox.take(0);
    return number == 0
        ? Optional.empty()
        : Optional.of(ReceivedSignal.of(Signal.of(number), inbox.last()));
  }

  /**
   * {@return the next signal}
   *
   * @throws ChannelClosedException if it is closed, also by another thread during the call
   * @throws IllegalStateException as {@link #poll} says
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; no signal is lost
   */
  public ReceivedSignal read() throws IpcException, InterruptedException {
    return await(FOREVER).orElseThrow();
  }

  /**
   * Waits for a signal for at most the given time.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return the next signal; empty if the timeout elapsed
   * @throws ChannelClosedException if it is closed, also by another thread during the call
   * @throws IllegalStateException as {@link #poll} says
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; no signal is lost
   */
  public Optional<ReceivedSignal> read(Duration timeout) throws IpcException, InterruptedException {
    return await(TimeUnit.NANOSECONDS.convert(timeout));
  }

  private Optional<ReceivedSignal> await(long nanos) throws IpcException, InterruptedException {
    long start = System.nanoTime();
    long pause = FIRST_PAUSE;
    while (true) {
      Optional<ReceivedSignal> received = poll();
      if (received.isPresent()) {
        return received;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long left = nanos == FOREVER ? FOREVER : nanos - (System.nanoTime() - start);
      if (left <= 0) {
        return Optional.empty();
      }
      if (owner.isVirtual() || Thread.currentThread().isVirtual()) {
        LockSupport.parkNanos(Math.min(left, pause)); // a wait in the kernel would hold the carrier
        pause = Math.min(2 * pause, LONGEST_PAUSE);
        continue;
      }
      int number = inbox.take(left);
      if (number != 0) {
        return Optional.of(ReceivedSignal.of(Signal.of(number), inbox.last()));
      }
    }
  }

  private void requireUsable() throws ChannelClosedException {
    if (closed) {
      throw new ChannelClosedException("the reader of " + signals + " is closed");
    }
    if (!wholeProcess && !Thread.currentThread().equals(owner)) {
      throw new IllegalStateException(
          "thread="
              + Thread.currentThread().getName()
              + ": only the thread that opened this reader can read, "
              + owner.getName());
    }
  }

  /**
   * Ends reading and wakes a waiting thread; repeating it does nothing. Unread signals are discarded by the next
   * signal or at the end of the thread. If the thread that opened the reader closes it, that thread unblocks the
   * signals; the process still ignores them, so that a late signal does no harm.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (wholeProcess || !Thread.currentThread().equals(owner)) {
      inbox.wakeup();
    } else {
      ThreadSignals.unblock(unblocked);
    }
  }
}
