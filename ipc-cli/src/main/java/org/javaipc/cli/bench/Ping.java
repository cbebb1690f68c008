package org.javaipc.cli.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.MessageHandler;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.cli.io.Held;
import org.javaipc.cli.peer.PeerJob;
import org.javaipc.cli.peer.PeerProcess;
import org.javaipc.cli.peer.Run;

/** Round trips, each timed: a message to a {@link PongJob}, and the same message back. */
final class Ping implements Benchmark {
  private static final MessageHandler READ = (segment, offset, length) -> {};

  private final Setup setup;
  private final Held<PeerProcess> peer;
  private final Held<Receiver> receiver;
  private final Sender sender;
  private final MemorySegment message;
  private final Latencies latencies = new Latencies();

  private Ping(Setup setup, Held<PeerProcess> peer, Held<Receiver> receiver, Sender sender) {
    this.setup = setup;
    this.peer = peer;
    this.receiver = receiver;
    this.sender = sender;
    this.message = Arena.ofAuto().allocate(setup.size(), Long.BYTES);
  }

  static Ping start(Setup setup, Run run) throws IOException, InterruptedException {
    String there = run.place(setup.named("-ping"));
    String back = run.place(setup.named("-pong"));
    Held<Receiver> receiver = run.receiver(back);
    Held<PeerProcess> peer = run.startPeer(PongJob.NAME, there, back);
    peer.get().await(PeerJob.READY);
    Sender sender = run.sender(there);
    setup.check(sender);
    return new Ping(setup, peer, receiver, sender);
  }

  @Override
  public Measurement run(long count) throws IOException, InterruptedException {
    latencies.reset();
    long start = System.nanoTime();
    try {
      long end = roundTrips(count, start);
      return setup.measurement(count, end - start, latencies.percentiles());
    } catch (PeerClosedException e) {
      throw peer.get().reason(e);
    }
  }

  private long roundTrips(long count, long start) throws IOException, InterruptedException {
    long before = start;
    Receiver receiver = this.receiver.get();
    for (long i = 0; i < count; i++) {
      sender.send(message, 0, message.byteSize());
      if (receiver.receive(READ, 1) == Receiver.END_OF_STREAM) {
        throw new PeerClosedException(
            receiver.address() + ": the second process stopped answering");
      }
      long now = System.nanoTime();
      latencies.record(now - before);
      before = now;
    }
    return before;
  }

  @Override
  public void close() throws IOException {
    try (peer;
        receiver;
        sender) {}
  }
}
