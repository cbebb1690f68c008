package org.javaipc.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One of the two processes of a contender. */
public final class Worker {
  private Worker() {}

  /** Arguments: contender, {@code client} or {@code server}, the folder that both share, works. */
  public static void main(String[] args) throws Exception {
    boolean isClient = args[1].equals("client");
    Path folder = Path.of(args[2]);
    List<String> works = List.of(args).subList(3, args.length);
    try (Link link = Contender.of(args[0]).open(args[0], folder, isClient, longest(works))) {
      Bounce bounce = new Bounce(folder);
      if (isClient) {
        new Client(link, bounce).run(works);
      } else {
        new Server(link, bounce).run();
      }
    }
  }

  private static int longest(List<String> works) {
    return works.stream()
        .mapToInt(work -> Integer.parseInt(work.split(":", -1)[1]))
        .max()
        .orElse(8);
  }

  /** What both processes do while there is nothing to do. */
  static void pause() {
    if (Knob.PAUSE) {
      Thread.onSpinWait();
    }
  }

  /** What both do between two slots. */
  static void rest() {
    LockSupport.parkNanos(Knob.GAP_MILLIS * 1_000_000L);
  }

  /** What the command varies, the same for all contenders. */
  static final class Knob {
    static final boolean PAUSE = Boolean.getBoolean("bench.pause");
    static final int BATCH = Integer.getInteger("bench.batch", 256);
    static final int WARM_UP_MILLIS = Integer.getInteger("bench.warmup", 500);
    static final int SLOT_MILLIS = Integer.getInteger("bench.slot", 10);
    static final int GAP_MILLIS = Integer.getInteger("bench.gap", 0);
    static final int SLOTS = Integer.getInteger("bench.slots", 20);

    private Knob() {}
  }
}
