package org.javaipc.bench;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.javaipc.MessageHandler;

/**
 * Does the works and prints a line for each slot of time. A slot is short, so that many lie between
 * two disturbances, and stands between two bounces of a cache line ({@link Bounce}).
 */
final class Client {
  private final Link link;
  private final Bounce bounce;
  private final MemorySegment message;
  private final MessageHandler onAnswer;
  private final MessageHandler writer;
  private long answer;
  private long outgoing;

  Client(Link link, Bounce bounce) {
    this.link = link;
    this.bounce = bounce;
    this.message = link.message();
    this.onAnswer = (segment, offset, length) -> answer = segment.get(Work.WORD, offset);
    this.writer =
        (segment, offset, length) -> {
          segment.set(Work.WORD, offset, outgoing);
          Work.write(segment, offset, length, outgoing);
        };
  }

  void run(List<String> works) throws IOException, InterruptedException {
    Duration slot = Duration.ofMillis(Worker.Knob.SLOT_MILLIS);
    for (int i = Worker.Knob.WARM_UP_MILLIS; i > 0; i -= Worker.Knob.SLOT_MILLIS) {
      for (String work : works) {
        bounce();
        measure(work, slot);
        rest();
      }
    }
    for (int i = 0; i < Worker.Knob.SLOTS; i++) {
      for (String work : works) {
        long before = bounce();
        String figures = measure(work, slot);
        long after = bounce();
        rest();
        System.out.println(
            "result " + work + " before=" + before + " after=" + after + " " + figures);
      }
    }
    send(Work.STOP.word(0), Long.BYTES);
  }

  private long bounce() throws IOException, InterruptedException {
    send(Work.BOUNCE.word(0), Long.BYTES);
    return bounce.serve();
  }

  private void rest() throws IOException, InterruptedException {
    send(Work.REST.word(0), Long.BYTES);
    Worker.rest();
  }

  private String measure(String name, Duration time) throws IOException, InterruptedException {
    String[] parts = name.split(":", -1);
    Work work = Work.valueOf(parts[0].toUpperCase(Locale.ROOT));
    int size = Integer.parseInt(parts[1]);
    return work == Work.PING ? ping(size, time) : oneWay(work, size, time);
  }

  private String ping(int size, Duration time) throws IOException, InterruptedException {
    Histogram trips = new Histogram(10_000_000_000L, 3);
    long begin = System.nanoTime();
    long end = begin + time.toNanos();
    long now = begin;
    for (long number = 1; now < end; number++) {
      long sent = now;
      send(Work.PING.word(number), size);
      awaitAnswer(Work.PING.word(number));
      now = System.nanoTime();
      trips.recordValue(now - sent);
    }
    return String.format(
        Locale.ROOT,
        "rate=%.0f p50=%d p99=%d p999=%d max=%d",
        trips.getTotalCount() * 1e9 / (now - begin),
        trips.getValueAtPercentile(50),
        trips.getValueAtPercentile(99),
        trips.getValueAtPercentile(99.9),
        trips.getMaxValue());
  }

  /** As fast as it goes, until the far end has the last one. */
  private String oneWay(Work work, int size, Duration time)
      throws IOException, InterruptedException {
    int batch = Math.clamp((1 << 20) / size, 1, Worker.Knob.BATCH);
    long begin = System.nanoTime();
    long end = begin + time.toNanos();
    long number = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < batch; i++) {
        one(work, number++, size);
      }
    }
    send(Work.REPORT.word(0), Long.BYTES);
    awaitAnswer(number);
    double rate = number * 1e9 / (System.nanoTime() - begin);
    return String.format(Locale.ROOT, "rate=%.0f mbps=%.0f", rate, rate * size / 1e6);
  }

  private void one(Work work, long number, int size) throws IOException, InterruptedException {
    long word = work.word(number);
    if (work == Work.INPLACE) {
      outgoing = word;
      while (!link.claim(writer, size)) {
        Worker.pause();
      }
    } else {
      if (work == Work.OUTOFPLACE) {
        Work.write(message, 0, size, word);
      }
      send(word, size);
    }
  }

  private void send(long word, int length) throws IOException, InterruptedException {
    message.set(Work.WORD, 0, word);
    while (!link.offer(length)) {
      Worker.pause();
    }
  }

  private void awaitAnswer(long expected) throws IOException, InterruptedException {
    while (link.poll(onAnswer, 1) == 0) {
      Worker.pause();
    }
    if (answer != expected) {
      throw new IllegalStateException("expected=" + expected + " answer=" + answer);
    }
  }
}
