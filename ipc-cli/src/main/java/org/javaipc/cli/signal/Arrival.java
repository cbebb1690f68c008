package org.javaipc.cli.signal;

import java.util.OptionalLong;
import org.javaipc.cli.io.Json;
import org.javaipc.signal.ReceivedSignal;
import org.javaipc.signal.Signal;

/**
 * A signal that has arrived, and what is known of it.
 *
 * @param signal which one
 * @param pid of the sender, or of the child that it is about
 * @param uid of the same
 * @param value that was queued with it
 */
public record Arrival(Signal signal, OptionalLong pid, OptionalLong uid, OptionalLong value) {
  /** {@return one that a handler was told of: nothing else is known} */
  static Arrival handled(Signal signal) {
    return new Arrival(signal, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
  }

  /** {@return one that was read} */
  static Arrival read(ReceivedSignal received) {
    boolean sender = received.cause().hasSender();
    return new Arrival(
        received.signal(),
        sender ? OptionalLong.of(received.pid()) : OptionalLong.empty(),
        sender ? OptionalLong.of(Integer.toUnsignedLong(received.uid())) : OptionalLong.empty(),
        received.cause().hasValue() ? OptionalLong.of(received.value()) : OptionalLong.empty());
  }

  /** {@return the line to print} */
  public String line(boolean json) {
    if (json) {
      return new Json()
          .put("name", signal.name())
          .put("number", signal.number())
          .put("pid", pid)
          .put("uid", uid)
          .put("value", value)
          .line();
    }
    return signal.name() + word("pid", pid) + word("uid", uid) + word("value", value) + "\n";
  }

  private static String word(String name, OptionalLong number) {
    return number.isPresent() ? " " + name + "=" + number.getAsLong() : "";
  }
}
