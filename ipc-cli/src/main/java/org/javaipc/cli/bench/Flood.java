package org.javaipc.cli.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.javaipc.PeerClosedException;
import org.javaipc.Sender;
import org.javaipc.cli.io.Held;
import org.javaipc.cli.peer.PeerJob;
import org.javaipc.cli.peer.PeerProcess;
import org.javaipc.cli.peer.Run;

/**
 * One way, as fast as it goes, copied from memory of this process: to a {@link FloodJob}. Every
 * {@value #SAMPLED}th message has a {@link Stamp}: a look at the clock takes longer than sending a
 * short message.
 */
final class Flood implements Benchmark {
  /** One message of so many is timed; a power of two. */
  static final int SAMPLED = 64;

  private final Setup setup;
  private final Held<PeerProcess> peer;
  private final Sender sender;
  private final MemorySegment message;

  private Flood(Setup setup, Held<PeerProcess> peer, Sender sender) {
    this.setup = setup;
    this.peer = peer;
    this.sender = sender;
    this.message = Arena.ofAuto().allocate(setup.size(), Long.BYTES);
  }

  static Flood start(Setup setup, Run run) throws IOException, InterruptedException {
    String place = run.place(setup.address());
    Held<PeerProcess> peer = run.startPeer(FloodJob.NAME, place);
    peer.get().await(PeerJob.READY);
    Sender sender = run.sender(place);
    setup.check(sender);
    return new Flood(setup, peer, sender);
  }

  @Override
  public Measurement run(long count) throws IOException, InterruptedException {
    peer.get().tell(Long.toString(count));
    peer.get().await(FloodJob.GO);
    long start = System.nanoTime();
    try {
      send(count);
    } catch (PeerClosedException e) {
      throw peer.get().reason(e);
    }
    List<String> words = peer.get().await(FloodJob.DONE);
    long end = Long.parseLong(words.getFirst());
    return setup.measurement(count, end - start, Percentiles.parse(words.subList(1, words.size())));
  }

  private void send(long count) throws IOException, InterruptedException {
    long size = message.byteSize();
    boolean stamped = size >= Stamp.BYTES;
    for (long i = 0; i < count; i++) {
      if (stamped && isSampled(i)) {
        Stamp.put(message, 0);
      }
      sender.send(message, 0, size);
    }
  }

  /** {@return whether a message is timed} */
  static boolean isSampled(long index) {
    return (index & (SAMPLED - 1)) == 0;
  }

  @Override
  public void close() throws IOException {
    try (peer;
        sender) {}
  }
}
