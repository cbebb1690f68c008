package org.javaipc.network;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.javaipc.IpcException;
import org.javaipc.core.mirror.MirrorRegion;
import org.javaipc.core.ring.RingFeed;

/** Writes messages from a remote sender into its local lane. */
final class RingInlet extends FarInlet {
  private final RingFeed feed;
  private final MirrorRegion region;
  private final AtomicBoolean due = new AtomicBoolean();

  /** Created once, since receivers allocate nothing. */
  private final Runnable telling = this::tellDue;

  private long told;

  /** State of a message that has arrived in part: its length, where the rest goes, and how long the rest is. */
  private long length;

  private long at;
  private long missing = -1;

  /**
   * Begins with an empty lane.
   *
   * @param link to the sender
   * @param feed the lane
   * @param region of the sender that this represents
   */
  RingInlet(FarLink link, RingFeed feed, MirrorRegion region) {
    super(link);
    this.feed = feed;
    this.region = region;
    this.told = feed.start();
    region.onUnpark(feed.word(), this::wake);
  }

  /** The receiver has taken something, or closed. Called by its thread. */
  private void wake() {
    if (due.compareAndSet(false, true)) {
      FarLoop.execute(
          telling); // if it throws, for lack of stack or memory, the next sign of life makes up for
      // it
    }
  }

  private void tellDue() {
    link.locked(this::catchUp);
  }

  @Override
  public void catchUp() {
    due.set(false);
    if (!isDone() && link.isReady()) { // what a peer that does not read is told would pile up
      tell();
    }
  }

  private void tell() {
    feed.sleep();
    long taken = feed.taken();
    if (taken != told && !feed.isOver()) {
      told = taken;
      link.send(FarFrame.of(FarFrame.TAKEN, taken));
    }
  }

  @Override
  protected void begin() {
    feed.join();
  }

  @Override
  protected void give(byte type, byte[] frame) throws IOException {
    if (type != FarFrame.DATA) {
      throw new IOException("frame=" + type + " to a channel");
    }
    ByteBuffer in = ByteBuffer.wrap(frame, 1, frame.length - 1);
    while (in.hasRemaining()) {
      if (missing < 0) {
        begin(in);
      }
      copy(in);
    }
  }

  private void begin(ByteBuffer in) throws IOException {
    if (in.remaining() < Integer.BYTES) {
      throw new IOException("a length that is cut short");
    }
    int word = in.getInt();
    length = word & ~FarFrame.SKIPS_END;
    at = feed.room(length, (word & FarFrame.SKIPS_END) != 0);
    if (at < 0) {
      throw new IOException("a message of length=" + length + " for which there is no room");
    }
    missing = length;
  }

  private void copy(ByteBuffer in) {
    int count = (int) Math.min(missing, in.remaining());
    MemorySegment.copy(MemorySegment.ofBuffer(in), 0, feed.data(), at, count);
    in.position(in.position() + count);
    at += count;
    missing -= count;
    if (missing == 0) {
      missing = -1;
      feed.publish(length);
    }
  }

  @Override
  protected void leave() {
    region.onUnpark(feed.word(), null);
    try {
      feed.close();
    } catch (IpcException e) {
      throw new IllegalStateException(e); // memory of this process has nothing to release
    }
  }

  @Override
  protected void die() {
    region.onUnpark(feed.word(), null);
    feed.forget();
    region.died();
  }
}
