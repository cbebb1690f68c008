package org.javaipc.objects;

import org.javaipc.signal.ReceivedSignal;
import org.javaipc.signal.Signal;
import org.javaipc.signal.SignalReader;
import org.javaipc.signal.SignalUnavailableException;

/** Reads a real-time signal of the whole process, until one comes with the value 0: {@code SIGNAL}. */
final class BlockedMain {
  private BlockedMain() {}

  public static void main(String[] arguments) throws Exception {
    try (SignalReader reader = SignalReader.ofProcess(Signal.of(arguments[0]))) {
      System.out.println("ready " + ProcessHandle.current().pid());
      ReceivedSignal received;
      do {
        received = reader.read();
        System.out.println(
            "%s %s from %d value %d"
                .formatted(
                    received.signal().name(),
                    received.cause(),
                    received.pid(),
                    received.intValue()));
      } while (!received.cause().hasValue() || received.intValue() != 0);
    } catch (SignalUnavailableException e) {
      System.out.println("refused: " + e.getMessage());
      return;
    }
    System.exit(7);
  }
}
