package org.javaipc.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.MessageHandler;

/** Answers the client until it says stop. */
final class Server implements MessageHandler {
  private final Link link;
  private final Bounce bounce;
  private final MemorySegment copy;
  private long counted;
  private long sum;
  private boolean stopped;

  Server(Link link, Bounce bounce) {
    this.link = link;
    this.bounce = bounce;
    this.copy = Arena.global().allocate(link.message().byteSize(), 64);
  }

  void run() throws IOException, InterruptedException {
    while (!stopped) {
      if (link.poll(this, Worker.Knob.BATCH) == 0) {
        Worker.pause();
      }
    }
    if (sum == 1) {
      System.err.println("what was read cannot sum up to this");
    }
  }

  @Override
  public void onMessage(MemorySegment segment, long offset, long length) {
    long word = segment.get(Work.WORD, offset);
    switch (Work.of(word)) {
      case PING -> echo(word, length);
      case FLOOD -> count(word);
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
      case REPORT -> {
        echo(counted, Long.BYTES);
        counted = 0;
      }
      case BOUNCE -> bounce.answer();
      case REST -> Worker.rest();
      case STOP -> stopped = true;
    }
  }

  private void count(long word) {
    if (Work.number(word) != counted++) {
      throw new IllegalStateException(
          "expected=" + (counted - 1) + " received=" + Work.number(word));
    }
  }

  private void echo(long word, long length) {
    link.message().set(Work.WORD, 0, word);
    try {
      while (!link.offer((int) length)) {
        Worker.pause();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
