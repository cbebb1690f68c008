package org.javaipc.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;
import org.javaipc.MessageHandler;

/** Answers the client until it says stop, or that another one has its turn, or closes. */
public final class BenchServer implements MessageHandler {
  private static final int BATCH = Integer.getInteger("bench.batch", 256);

  private final Link link;
  private final Map<Work, Runnable> others;
  private final MemorySegment copy;
  private final Latencies latencies = new Latencies();
  private long[] report = {};
  private Work brief = Work.FLOOD;
  private long counted;
  private boolean isTurned;
  private boolean isStopped;

  /** Depends on all that was read, so that no reading can be left out. */
  long sum;

  /**
   * Makes the server.
   *
   * @param others what to do between two works
   */
  public BenchServer(Link link, Map<Work, Runnable> others) {
    this.link = link;
    this.others = others;
    this.copy = Arena.ofAuto().allocate(link.message().byteSize(), 64);
  }

  /** Answers; {@return whether another server has its turn} */
  public boolean run() throws IOException, InterruptedException {
    isTurned = false;
    while (!isTurned && !isStopped) {
      int taken = link.poll(this, BATCH);
      if (taken < 0) {
        return false;
      }
      if (taken == 0) {
        Idle.pause();
      }
    }
    return isTurned;
  }

  @Override
  public void onMessage(MemorySegment segment, long offset, long length) {
    if (length < Long.BYTES) {
      onShort(length);
      return;
    }
    long word = segment.get(Work.WORD, offset);
    switch (Work.of(word)) {
      case PING -> echo(word, length);
      case FLOOD -> count(word);
      case READ -> {
        sum += Work.read(segment, offset, length);
        sample(word);
      }
      case RATE -> {
        latencies.record(System.nanoTime() - Work.number(word));
        counted++;
      }
      case COPY -> {
        MemorySegment.copy(segment, offset, copy, 0, length);
        count(word);
      }
      case INPLACE -> {
        sum += Work.read(segment, offset, length);
        count(word);
      }
      case OUTOFPLACE -> {
        MemorySegment.copy(segment, offset, copy, 0, length);
        sum += Work.read(copy, 0, length);
        count(word);
      }
      case REPORT -> echo(figure((int) Work.number(word)), Long.BYTES);
      case SHORT -> brief = Work.numbered(Work.number(word));
      case BOUNCE, REST -> Objects.requireNonNull(others.get(Work.of(word))).run();
      case TURN -> isTurned = true;
      case STOP -> isStopped = true;
    }
  }

  private void onShort(long length) {
    if (brief == Work.PING) {
      send(length);
    } else {
      counted++;
    }
  }

  private void count(long word) {
    if (Work.number(word) != counted++) {
      throw new IllegalStateException(
          "expected=" + (counted - 1) + " received=" + Work.number(word));
    }
  }

  private void sample(long word) {
    if (Work.isSampled(counted)) {
      latencies.record(System.nanoTime() - Work.number(word));
      counted++;
    } else {
      count(word);
    }
  }

  /** The first question ends a work: the next one counts from the beginning. */
  private long figure(int which) {
    if (which == 0) {
      report = latencies.percentiles().numbers();
      latencies.reset();
      long all = counted;
      counted = 0;
      return all;
    }
    return report[which - 1];
  }

  private void echo(long word, long length) {
    link.message().set(Work.WORD, 0, word);
    send(length);
  }

  private void send(long length) {
    try {
      while (!link.offer((int) length)) {
        Idle.pause();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while it answers", e);
    }
  }
}
