package org.javaipc.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.javaipc.MessageHandler;
import org.junit.jupiter.api.Test;

class HarnessTest {
  private final BlockingQueue<byte[]> there = new ArrayBlockingQueue<>(64);
  private final BlockingQueue<byte[]> back = new ArrayBlockingQueue<>(64);

  /** A link through queues of this process, whose receiver may stop for a while. */
  private static final class QueueLink implements Link {
    private final BlockingQueue<byte[]> in;
    private final BlockingQueue<byte[]> out;
    private final MemorySegment message = Arena.ofAuto().allocate(128);
    private long stopAfter = Long.MAX_VALUE;
    private long taken;

    QueueLink(BlockingQueue<byte[]> in, BlockingQueue<byte[]> out) {
      this.in = in;
      this.out = out;
    }

    @Override
    public MemorySegment message() {
      return message;
    }

    @Override
    public boolean offer(int length) throws InterruptedException {
      out.put(message.asSlice(0, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
      return true;
    }

    @Override
    public int poll(MessageHandler handler, int limit) throws InterruptedException {
      byte[] bytes = in.take();
      if (++taken == stopAfter) {
        long end = System.nanoTime() + 200_000_000;
        while (System.nanoTime() < end) {
          TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
        }
      }
      handler.onMessage(MemorySegment.ofArray(bytes), 0, bytes.length);
      return 1;
    }

    @Override
    public void close() {}
  }

  private Taken measure(Job job, Amount amount, long stopAfter) throws Exception {
    QueueLink far = new QueueLink(there, back);
    far.stopAfter = stopAfter;
    FutureTask<Void> server =
        new FutureTask<>(() -> {
          new BenchServer(far, Map.of()).run();
          return null;
        });
    Thread.ofVirtual().start(server);
    Client client = new Client(new QueueLink(back, there));
    Taken taken = client.measure(job, amount);
    client.tell(Work.STOP.word(0));
    server.get();
    return taken;
  }

  @Test
  void countsAndTimesRoundTrips() throws Exception {
    Taken taken = measure(new Job(Work.PING, 100), Amount.of(500), Long.MAX_VALUE);
    assertThat(taken.count()).isEqualTo(500);
    assertThat(taken.latencies().taken()).isEqualTo(500);
  }

  @Test
  void timesOneOfManyThatAreRead() throws Exception {
    Taken taken = measure(new Job(Work.READ, 32), Amount.of(640), Long.MAX_VALUE);
    assertThat(taken.count()).isEqualTo(640);
    assertThat(taken.latencies().taken()).isEqualTo(10);
  }

  /**
   * While the receiver stops for 200 ms, 200 messages become due at 1,000 a second; only 64 have room. Whoever times from
   * sending sees few late ones.
   */
  @Test
  void aStopOfTheReceiverMakesEveryMessageLateThatWasDueInIt() throws Exception {
    Taken taken = measure(new Job(Work.RATE, 32, 1000), Amount.of(1000), 300);
    assertThat(taken.latencies().taken()).isEqualTo(1000);
    assertThat(taken.latencies().p90()).isGreaterThan(80_000_000);
    assertThat(taken.latencies().max()).isGreaterThanOrEqualTo(199_000_000);
  }

  @Test
  void saysThatAMessageIsMissing() {
    QueueLink far = new QueueLink(there, back);
    BenchServer server = new BenchServer(far, Map.of());
    MemorySegment message = Arena.ofAuto().allocate(32);
    message.set(Work.WORD, 0, Work.FLOOD.word(1));
    assertThatThrownBy(() -> server.onMessage(message, 0, 32))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("expected=0 received=1");
  }

  @Test
  void anEndOfTheOtherProcessIsAnError() {
    Link closed = new ChannelLinkThatEnds(new QueueLink(back, there));
    assertThatThrownBy(() -> new Client(closed).measure(new Job(Work.PING, 32), Amount.of(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("stopped answering");
  }

  private record ChannelLinkThatEnds(QueueLink link) implements Link {
    @Override
    public MemorySegment message() {
      return link.message();
    }

    @Override
    public boolean offer(int length) throws InterruptedException {
      return link.offer(length);
    }

    @Override
    public int poll(MessageHandler handler, int limit) {
      return -1;
    }

    @Override
    public void close() {}
  }
}
