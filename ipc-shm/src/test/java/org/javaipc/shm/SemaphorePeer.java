package org.javaipc.shm;

import static org.javaipc.shm.SemaphoreOperation.take;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.NoSuchObjectException;

/** Main class of another JVM: what the first argument says. */
final class SemaphorePeer {
  private SemaphorePeer() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "hold" -> hold(SystemVSemaphoreSet.ofId(Integer.parseInt(arguments[1])));
      case "race" -> race(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
      case "lock" -> lock(Path.of(arguments[1]), arguments[2]);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Takes with undo on a thread that ends, so that it is shown that only the process counts. */
  private static void hold(SystemVSemaphoreSet set) throws Exception {
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                set.group(take(0, 1).withUndo(), take(1, 1).withUndo()).perform();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    thread.join();
    say("holding");
    Thread.sleep(Long.MAX_VALUE);
  }

  /** Makes and removes the set of a key repeatedly; a process that finds it finds it initialized. */
  private static void race(int key, int rounds) throws Exception {
    for (int round = 0; round < rounds; round++) {
      try {
        SystemVSemaphoreSet set = SystemVSemaphoreSet.openOrCreate(key, 0600, 11, 12);
        int[] values = set.values();
        if (values[0] != 11 || values[1] != 12) {
          throw new AssertionError("values=" + Arrays.toString(values));
        }
        if (round % 2 == 1) {
          set.remove();
        }
      } catch (NoSuchObjectException e) {
        // the other one has removed it
      }
    }
    say("raced");
  }

  private static void lock(Path directory, String name) throws Exception {
    InterProcessLock lock =
        InterProcessLock.open(name, Optional.of(directory), AccessPolicy.PRIVATE);
    say(lock.lock().toString());
    if (System.in.read() == 'u') {
      lock.unlock();
      lock.close();
      say("closed");
    }
  }

  @SuppressWarnings("SystemOut") // what its parent reads
  private static void say(String line) {
    System.out.println(line);
  }
}
