package org.javaipc.cli.signal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.signal.Reception;
import org.javaipc.signal.Signal;
import org.javaipc.signal.SignalReader;
import org.javaipc.signal.SignalRegistration;
import org.javaipc.signal.SignalUnavailableException;
import org.javaipc.signal.Signals;
import org.jspecify.annotations.Nullable;

/**
 * Watches signals: those that every thread of this process blocks are read, with sender and value;
 * for other standard ones a handler is told. {@code ./ipc signal watch} starts the JVM with all blocked.
 */
public final class SignalWatch implements AutoCloseable {
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private final List<SignalRegistration> registrations = new ArrayList<>();
  private final List<Signal> read;
  private @Nullable Thread reading;

  private SignalWatch(List<Signal> read) {
    this.read = read;
  }

  /**
   * {@return a watch of some signals}
   *
   * @throws AccessRefusedException if one cannot be watched by any JVM
   * @throws SignalUnavailableException if one cannot be watched by this JVM, as it was started
   */
  public static SignalWatch of(List<Signal> signals) throws IOException {
    for (Signal signal : signals) {
      if (signal.reception() == Reception.REFUSED) {
        throw new AccessRefusedException(signal + ": cannot be watched: " + signal.reason());
      }
    }
    List<Signal> read = signals.stream().filter(SignalWatch::isBlockedEverywhere).toList();
    SignalWatch watch = new SignalWatch(read);
    try {
      for (Signal signal : signals) {
        if (!read.contains(signal)) {
          watch.handle(signal);
        }
      }
      watch.read();
      return watch;
    } catch (IOException | RuntimeException e) {
      watch.close();
      throw e;
    }
  }

  private static boolean isBlockedEverywhere(Signal signal) {
    try {
      SignalReader.ofProcess(signal).close();
      return true;
    } catch (IpcException e) {
      return false;
    }
  }

  private void handle(Signal signal) throws IpcException {
    if (signal.reception() == Reception.READER) {
      SignalReader.ofProcess(signal).close(); // says why it cannot be read, and what to do
    }
    registrations.add(Signals.handle(signal, arrived -> arrivals.add(Arrival.handled(arrived))));
  }

  private void read() throws IpcException {
    if (read.isEmpty()) {
      return;
    }
    SignalReader reader = SignalReader.ofProcess(read.toArray(Signal[]::new));
    reading = Thread.ofPlatform().daemon().name("ipc-signals").start(() -> follow(reader));
  }

  private void follow(SignalReader reader) {
    try {
      while (true) {
        arrivals.add(Arrival.read(reader.read()));
      }
    } catch (InterruptedException e) {
      // The watch is over.
    } catch (IpcException e) {
      System.getLogger(SignalWatch.class.getName()).log(System.Logger.Level.ERROR, "reading", e);
    }
  }

  /** {@return the next arrival} */
  public Arrival next() throws InterruptedException {
    return arrivals.take();
  }

  @Override
  public void close() {
    Thread thread = reading;
    if (thread != null) {
      thread.interrupt();
    }
    registrations.forEach(SignalRegistration::close);
  }
}
