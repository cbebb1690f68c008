package org.javaipc.shm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.javaipc.AccessPolicy;

/**
 * Main class of a JVM that increments a counter in a file that several map, under a lock or none: {@code
 * FILE LOCK MEMBER COUNT [hold]}; with {@code hold} it stops in the middle of one more, with the lock.
 *
 * <pre>
 *   0        go: nobody starts before it is 1
 *   8        the counter
 *   16       how often somebody repaired it
 *   64 + 8n  how often member n incremented it
 * </pre>
 *
 * <p>One increment is two stores, the member's own number first. Who finds the counter and the sum of
 * the numbers to differ has come after a death in between, and repairs it.
 */
final class CounterPeer {
  static final int MEMBERS = 8;
  static final long GO = 0;
  static final long COUNTER = 8;
  static final long REPAIRS = 16;
  static final long NUMBERS = 64;
  static final long LENGTH = NUMBERS + 8 * MEMBERS;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  /** The lock that is asked for. */
  private interface Guard {
    void enter() throws Exception;

    void leave() throws Exception;
  }

  private CounterPeer() {}

  public static void main(String[] arguments) throws Exception {
    MemorySegment memory = map(Path.of(arguments[0]));
    Guard guard = guard(arguments[1]);
    int member = Integer.parseInt(arguments[2]);
    long count = Long.parseLong(arguments[3]);
    say("ready");
    while (get(memory, GO) == 0) {
      Thread.onSpinWait();
    }
    for (long i = 0; i < count; i++) {
      guard.enter();
      increment(memory, member, arguments[1].equals("none"));
      guard.leave();
    }
    if (arguments.length > 4) {
      guard.enter();
      begin(memory, member);
      say("holding");
    } else {
      say("done");
    }
    System.in.read(); // until it is ended, so that nothing is undone before
  }

  static MemorySegment map(Path file) throws Exception {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH, Arena.global());
    }
  }

  private static Guard guard(String lock) throws Exception {
    String[] words = lock.split("=", 2);
    return switch (words[0]) {
      case "lock" -> ofLock(Path.of(words[1]));
      case "sysv" -> ofSet(SystemVSemaphoreSet.ofId(Integer.parseInt(words[1])));
      case "posix" -> ofSemaphore(PosixSemaphore.open(words[1]));
      default -> ofNothing();
    };
  }

  private static Guard ofLock(Path directory) throws Exception {
    InterProcessLock lock =
        InterProcessLock.open("counter", Optional.of(directory), AccessPolicy.PRIVATE);
    return new Guard() {
      @Override
      public void enter() throws Exception {
        lock.lock();
      }

      @Override
      public void leave() throws Exception {
        lock.unlock();
      }
    };
  }

  private static Guard ofSet(SystemVSemaphoreSet set) {
    SystemVSemaphoreSet.Group take = set.group(SemaphoreOperation.take(0, 1).withUndo());
    SystemVSemaphoreSet.Group add = set.group(SemaphoreOperation.add(0, 1).withUndo());
    return new Guard() {
      @Override
      public void enter() throws Exception {
        take.perform();
      }

      @Override
      public void leave() throws Exception {
        add.perform();
      }
    };
  }

  private static Guard ofSemaphore(PosixSemaphore semaphore) {
    return new Guard() {
      @Override
      public void enter() throws Exception {
        semaphore.acquire();
      }

      @Override
      public void leave() throws Exception {
        semaphore.post();
      }
    };
  }

  private static Guard ofNothing() {
    return new Guard() {
      @Override
      public void enter() {}

      @Override
      public void leave() {}
    };
  }

  private static void increment(MemorySegment memory, int member, boolean race) {
    long counter = get(memory, COUNTER);
    long sum = sum(memory);
    if (counter != sum && !race) {
      set(memory, REPAIRS, get(memory, REPAIRS) + 1);
      counter = sum;
    }
    begin(memory, member);
    set(memory, COUNTER, counter + 1);
  }

  /** The first half of an increment. */
  private static void begin(MemorySegment memory, int member) {
    long number = NUMBERS + 8L * member;
    set(memory, number, get(memory, number) + 1);
  }

  static long sum(MemorySegment memory) {
    long sum = 0;
    for (int i = 0; i < MEMBERS; i++) {
      sum += get(memory, NUMBERS + 8L * i);
    }
    return sum;
  }

  static long get(MemorySegment memory, long offset) {
    return (long) LONG.getOpaque(memory, offset);
  }

  static void set(MemorySegment memory, long offset, long value) {
    LONG.setOpaque(memory, offset, value);
  }

  @SuppressWarnings("SystemOut") // what its parent reads
  private static void say(String line) {
    System.out.println(line);
  }
}
