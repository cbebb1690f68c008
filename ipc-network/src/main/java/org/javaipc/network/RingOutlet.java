package org.javaipc.network;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.mirror.MirrorRegion;
import org.javaipc.core.ring.RingTap;

/** Sends messages from a local sender to its remote lane. */
final class RingOutlet extends FarOutlet {
  private final RingTap tap;
  private final byte[] frame = new byte[FarFrame.LONGEST];

  /** How many bytes of the current message have been sent; -1 if not even its length has. */
  private long gone = -1;

  RingOutlet(FarLink link, MirrorRegion peer, RingTap tap) {
    super(link, peer);
    this.tap = tap;
  }

  @Override
  protected boolean drain() throws IOException {
    boolean more = tap.next();
    while (more && link.isReady()) {
      send(fill());
      more = tap.next();
    }
    return !more;
  }

  /** {@return a frame with as many messages as fit, or a part of one} */
  private byte[] fill() throws CorruptChannelException {
    frame[0] = FarFrame.DATA;
    ByteBuffer out = ByteBuffer.wrap(frame, 1, frame.length - 1);
    while (out.remaining() > Integer.BYTES && tap.next()) {
      if (gone < 0) {
        out.putInt((int) tap.length() | (tap.skipsEnd() ? FarFrame.SKIPS_END : 0));
        gone = 0;
      }
      int count = (int) Math.min(tap.length() - gone, out.remaining());
      MemorySegment.copy(
          tap.data(), ValueLayout.JAVA_BYTE, tap.offset() + gone, frame, out.position(), count);
      out.position(out.position() + count);
      gone += count;
      if (gone == tap.length()) {
        tap.take();
        gone = -1;
      }
    }
    return Arrays.copyOf(frame, out.position());
  }

  @Override
  protected void sleep() {
    tap.sleep();
  }

  @Override
  protected void receiverClosed() {
    tap.receiverClosed();
  }

  @Override
  protected void give(long position) throws IOException {
    if (!tap.give(position)) {
      throw new IOException("a receiver at position=" + position + " where it cannot be");
    }
  }
}
