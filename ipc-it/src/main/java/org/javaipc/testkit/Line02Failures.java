package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 2: whole messages, also when sending fails in the middle of one. */
interface Line02Failures extends ContractLine {
  /** Long enough to be sent in parts where the medium can. */
  long LONG = 600_000;

  int AFTERWARDS = 10;

  @Test
  @DisplayName("2 the memory of a message is closed while it is sent: no message is ever mixed")
  default void memoryClosedWhileSending() throws Exception {
    Outcomes outcomes = new Outcomes();
    for (int round = 0; round < 60; round++) {
      int delay = rig().random().nextInt(1_000_000);
      outcomes.count(round(sender -> sendAndClose(sender, delay)));
    }
    rig().say(outcomes.toString());
  }

  private void sendAndClose(Sender sender, int delay) throws Exception {
    Arena arena = Arena.ofShared();
    MemorySegment message = arena.allocate(Math.min(LONG, sender.maxMessage())).fill((byte) 1);
    Task<?> closing = rig().begin("close the memory", () -> closeSoon(arena, delay));
    try {
      sender.send(message);
    } finally {
      Thread.interrupted(); // the JVM may leave it set where memory is closed under its reader
      closing.join();
      if (arena.scope().isAlive()) {
        arena.close(); // it was in use just then
      }
    }
  }

  private static void closeSoon(Arena arena, int delay) {
    LockSupport.parkNanos(delay);
    try {
      arena.close();
    } catch (IllegalStateException e) {
      // The message is being read from it.
    }
  }

  @Test
  @DisplayName("2 the stack overflows while a message is sent: no message is ever mixed")
  default void stackOverflowsWhileSending() throws Exception {
    Outcomes outcomes = new Outcomes();
    for (int round = 0; round < 60; round++) {
      outcomes.count(round(sender -> overflow(sender)));
    }
    rig().say(outcomes.toString());
  }

  private static void overflow(Sender sender) throws Exception {
    byte[] message = new byte[(int) Math.min(LONG, sender.maxMessage())];
    Arrays.fill(message, (byte) 1);
    Throwable[] thrown = new Throwable[1];
    Thread deep =
        new Thread(
            null,
            () -> {
              try {
                sendDeep(sender, MemorySegment.ofArray(message));
              } catch (Throwable e) {
                thrown[0] = e;
              }
            },
            "deep",
            256 << 10);
    deep.start();
    deep.join();
    if (thrown[0] instanceof Exception e) {
      throw e;
    }
  }

  /** Goes down until the stack is full, and sends on the way up, as soon as there is a little room. */
  @SuppressWarnings("InfiniteRecursion") // that is what fills the stack
  private static void sendDeep(Sender sender, MemorySegment message) throws Exception {
    try {
      sendDeep(sender, message);
    } catch (StackOverflowError e) {
      sender.send(message);
    }
  }

  /** One sender fails maybe; {@return how it ended}. What arrives must be whole messages. */
  private String round(Failing failing) throws Exception {
    try (Receiver receiver = rig().channel("capacity=64KiB").receiver()) {
      List<String> arrived = new ArrayList<>();
      Sender sender = rig().channel().sender();
      Task<String> receiving = rig().start("receive", () -> receiveAll(receiver, arrived));
      String sent = "sent";
      try {
        failing.send(sender);
      } catch (IpcException | RuntimeException e) {
        sent = e.getClass().getSimpleName();
      }
      String next = sendMore(sender);
      rig().run("close the sender", sender::close);
      String end = receiving.join();
      assertThat(arrived)
          .as("what arrived of a sender with: " + sent + ", " + next)
          .doesNotContain("MIXED");
      if (next.equals("sent")) {
        assertThat(arrived).endsWith("10", "11");
        assertThat(end).as("the end, after all was sent").isEqualTo("end");
      } else {
        assertThat(end).as("the end of a stream that broke off").isNotEqualTo("end");
      }
      return "%s, next %s: %s".formatted(sent, next, end);
    }
  }

  private String sendMore(Sender sender) throws Exception {
    try {
      for (byte value = 2; value < 2 + AFTERWARDS; value++) {
        byte[] message = new byte[(int) Math.min(2000, sender.maxMessage())];
        Arrays.fill(message, value);
        rig().run("send", () -> sender.send(message));
      }
      return "sent";
    } catch (IpcException e) {
      return e.getClass().getSimpleName();
    }
  }

  private static String receiveAll(Receiver receiver, List<String> arrived) throws Exception {
    try {
      while (receiver.receive(
              (segment, offset, length) -> arrived.add(describe(segment, offset, length)), 1)
          != Receiver.END_OF_STREAM) {}
      return "end";
    } catch (PeerClosedException e) {
      return e.getClass().getSimpleName();
    }
  }

  private static String describe(MemorySegment segment, long offset, long length) {
    byte value = segment.get(ValueLayout.JAVA_BYTE, offset);
    for (long i = 0; i < length; i++) {
      if (segment.get(ValueLayout.JAVA_BYTE, offset + i) != value) {
        return "MIXED";
      }
    }
    return Byte.toString(value);
  }

  /** Sends a message, or fails. */
  @FunctionalInterface
  interface Failing {
    /** Does it. */
    void send(Sender sender) throws Exception;
  }
}
