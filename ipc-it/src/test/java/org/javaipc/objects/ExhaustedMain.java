package org.javaipc.objects;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.mq.PosixMessageQueue;
import org.javaipc.pipe.AnonymousPipe;
import org.javaipc.pipe.Fifo;

/**
 * Opens pipes, FIFOs and queues while there are no, or too few, descriptors left: {@code FOLDER QUEUE}.
 * Prints a line for each that was refused when there was none, then how many descriptors are held before
 * and afterwards.
 */
final class ExhaustedMain {
  private static final int MOST_FREE = 8;

  private final Map<String, Callable<AutoCloseable>> openings = new LinkedHashMap<>();
  private final Deque<FileInputStream> eaten = new ArrayDeque<>();

  private ExhaustedMain(Path folder, String queue) throws IpcException {
    Fifo fifo = Fifo.create(folder.resolve("fifo"), 0600);
    openings.put("AnonymousPipe", AnonymousPipe::open);
    openings.put("Fifo", fifo::openReader);
    openings.put("PosixMessageQueue", () -> PosixMessageQueue.open(queue));
    for (String scheme : new String[] {"fifo", "pipe", "mq", "sysvmq"}) {
      openings.put(scheme + ":", () -> Ipc.receiver(scheme + ":x?dir=" + folder));
    }
  }

  public static void main(String[] arguments) throws Exception {
    String queue = arguments[1];
    try (PosixMessageQueue _ = PosixMessageQueue.create(queue, 1, 8, 0600)) {
      new ExhaustedMain(Path.of(arguments[0]), queue).run();
    } finally {
      PosixMessageQueue.unlink(queue);
    }
  }

  private void run() throws Exception {
    openAll(); // loads what is needed
    long before = held();
    for (int free = 0; free <= MOST_FREE; free++) {
      eat();
      for (int i = 0; i < free; i++) {
        eaten.pop().close();
      }
      tryAll(free);
      while (!eaten.isEmpty()) {
        eaten.pop().close();
      }
    }
    openAll();
    System.out.println("held " + before + " " + held());
  }

  private void openAll() throws Exception {
    for (Callable<AutoCloseable> opening : openings.values()) {
      opening.call().close();
    }
  }

  private void tryAll(int free) throws Exception {
    for (Map.Entry<String, Callable<AutoCloseable>> opening : openings.entrySet()) {
      try {
        opening.getValue().call().close();
        while (free == 0) {
          eat(); // the JVM had a file of its own open for a moment, and gave the descriptor back
          opening.getValue().call().close();
        }
      } catch (IpcException e) {
        if (free == 0) {
          System.out.println(
              opening.getKey() + " " + e.getClass().getSimpleName() + " " + e.getMessage());
        }
      }
    }
  }

  /** Takes every descriptor that is left. */
  @SuppressWarnings("InfiniteLoopStatement") // until there is none
  private void eat() {
    try {
      while (true) {
        eaten.push(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      // that was the last one
    }
  }

  private static long held() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }
}
