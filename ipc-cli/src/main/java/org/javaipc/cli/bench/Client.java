package org.javaipc.cli.bench;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.javaipc.MessageHandler;
import org.javaipc.PeerClosedException;

/** Measures a link to a {@link BenchServer}, one job after the other. */
public final class Client {
  private static final int BATCH = Integer.getInteger("bench.batch", 256);
  private static final long BATCH_BYTES = 1 << 20;

  private final Link link;
  private final MemorySegment message;
  private final MessageHandler onAnswer;
  private final MessageHandler writer;
  private final Latencies trips = new Latencies();
  private long answer;
  private long outgoing;

  /** Makes the client. */
  public Client(Link link) {
    this.link = link;
    this.message = link.message();
    this.onAnswer =
        (segment, offset, length) ->
            answer = length < Long.BYTES ? length : segment.get(Work.WORD, offset);
    this.writer =
        (segment, offset, length) -> {
          segment.set(Work.WORD, offset, outgoing);
          Work.write(segment, offset, length, outgoing);
        };
  }

  /** Measures once. */
  public Taken measure(Job job, Amount amount) throws IOException, InterruptedException {
    if (job.size() < Long.BYTES) {
      tell(job.work().toldShort());
    }
    return switch (job.work()) {
      case PING -> ping(job.size(), amount);
      case RATE -> atRate(job.size(), job.perSecond(), amount);
      case FLOOD, READ, COPY, INPLACE, OUTOFPLACE -> oneWay(job.work(), job.size(), amount);
      default -> throw new IllegalArgumentException(job + " is not a kind of work");
    };
  }

  /** {@return the round trips of the last ping, each} */
  public Latencies trips() {
    return trips;
  }

  /** Sends a word that is not work. */
  public void tell(long word) throws IOException, InterruptedException {
    send(word, Long.BYTES);
  }

  /** One look at the clock each: the end of one is the beginning of the next. */
  private Taken ping(int size, Amount amount) throws IOException, InterruptedException {
    trips.reset();
    long begin = System.nanoTime();
    long now = begin;
    long number = 0;
    while (number < amount.count() && now - begin < amount.nanos()) {
      long sent = now;
      long word = Work.PING.word(++number);
      send(word, size);
      awaitAnswer(size < Long.BYTES ? size : word);
      now = System.nanoTime();
      trips.record(now - sent);
    }
    return new Taken(number, now - begin, trips.percentiles());
  }

  /** As fast as it goes, until the far end has the last one. */
  private Taken oneWay(Work work, int size, Amount amount)
      throws IOException, InterruptedException {
    long batch = Math.clamp(BATCH_BYTES / Math.max(1, size), 1, BATCH);
    long begin = System.nanoTime();
    long number = 0;
    while (number < amount.count() && System.nanoTime() - begin < amount.nanos()) {
      for (long end = Math.min(number + batch, amount.count()); number < end; number++) {
        one(work, number, size);
      }
    }
    return taken(number, begin);
  }

  private void one(Work work, long number, int size) throws IOException, InterruptedException {
    long word = work.word(number);
    if (work == Work.INPLACE) {
      outgoing = word;
      while (!link.claim(writer, size)) {
        Idle.pause();
      }
      return;
    }
    if (work == Work.OUTOFPLACE) {
      Work.write(message, 0, size, word);
    }
    boolean isTimed = work == Work.READ && Work.isSampled(number);
    send(isTimed ? work.word(System.nanoTime()) : word, size);
  }

  /**
   * Each message when it is due, whatever became of those before. It carries the time at which it was due, not that at
   * which it was sent: what a stop of one of the two processes makes late is all counted, so that nothing is left out
   * because it could not be sent.
   */
  private Taken atRate(int size, long perSecond, Amount amount)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    long number = 0;
    for (; number < amount.count(); number++) {
      long due = due(number, perSecond);
      boolean isOver = due >= amount.nanos() || System.nanoTime() - begin >= amount.nanos();
      if (isOver && number > 0) {
        break;
      }
      while (System.nanoTime() - begin < due) {
        Thread.onSpinWait();
      }
      send(Work.RATE.word(begin + due), size);
    }
    return taken(number, begin);
  }

  /** In whole seconds and the rest, so that nothing overflows. */
  private static long due(long number, long perSecond) {
    return number / perSecond * 1_000_000_000L + number % perSecond * 1_000_000_000L / perSecond;
  }

  private Taken taken(long number, long begin) throws IOException, InterruptedException {
    long counted = ask(0);
    long nanos = System.nanoTime() - begin;
    if (counted != number) {
      throw new IOException("sent=" + number + " received=" + counted);
    }
    long[] numbers = new long[Percentiles.NUMBERS];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = ask(i + 1);
    }
    return new Taken(number, nanos, Percentiles.of(numbers));
  }

  private long ask(int which) throws IOException, InterruptedException {
    tell(Work.REPORT.word(which));
    return next();
  }

  private void send(long word, int length) throws IOException, InterruptedException {
    message.set(Work.WORD, 0, word);
    while (!link.offer(length)) {
      Idle.pause();
    }
  }

  private void awaitAnswer(long expected) throws IOException, InterruptedException {
    if (next() != expected) {
      throw new IOException("expected=" + expected + " answer=" + answer);
    }
  }

  private long next() throws IOException, InterruptedException {
    int taken;
    while ((taken = link.poll(onAnswer, 1)) == 0) {
      Idle.pause();
    }
    if (taken < 0) {
      throw new PeerClosedException("the second process stopped answering");
    }
    return answer;
  }
}
