package org.javaipc.testkit;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.javaipc.Claim;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.jspecify.annotations.Nullable;

/** The ways to send and to receive, by name: what one of them promises, all do. */
final class Forms {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** A way to send a message. */
  @FunctionalInterface
  interface Sending {
    /** Sends it. */
    void run(Sender sender, MemorySegment message) throws Exception;
  }

  /** A way to receive a message. */
  @FunctionalInterface
  interface Receiving {
    /** Receives it. */
    void run(Receiver receiver, MemorySegment into) throws Exception;
  }

  /** Those that wait for room. */
  static final Map<String, Sending> WAITING_TO_SEND =
      Map.of(
          "send", (sender, message) -> sender.send(message),
          "send for a minute", (sender, message) -> sender.send(message, MINUTE),
          "claim", (sender, message) -> commit(sender.claim(message.byteSize())));

  /** All. */
  static final Map<String, Sending> SENDING =
      both(
          WAITING_TO_SEND,
          Map.of(
              "offer", (sender, message) -> sender.offer(message),
              "tryClaim", (sender, message) -> commit(sender.tryClaim(message.byteSize()))));

  private static final MessageHandler IGNORING = (segment, offset, length) -> {};

  /** Those that wait for a message. */
  static final Map<String, Receiving> WAITING_TO_RECEIVE =
      Map.of(
          "receive(handler)", (receiver, into) -> receiver.receive(IGNORING, 1),
          "receive(handler, minute)", (receiver, into) -> receiver.receive(IGNORING, 1, MINUTE),
          "receive(segment)", (receiver, into) -> receiver.receive(into),
          "receive(segment, minute)", (receiver, into) -> receiver.receive(into, MINUTE),
          "receive()", (receiver, into) -> receiver.receive(),
          "receive(minute)", (receiver, into) -> receiver.receive(MINUTE));

  /** All. */
  static final Map<String, Receiving> RECEIVING =
      both(WAITING_TO_RECEIVE, Map.of("poll", (receiver, into) -> receiver.poll(IGNORING, 1)));

  private Forms() {}

  private static <F> Map<String, F> both(Map<String, F> some, Map<String, F> others) {
    Map<String, F> all = new LinkedHashMap<>(some);
    all.putAll(others);
    return all;
  }

  private static void commit(@Nullable Claim claim) throws Exception {
    if (claim != null) {
      claim.commit();
    }
  }
}
