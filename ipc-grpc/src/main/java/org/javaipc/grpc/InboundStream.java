package org.javaipc.grpc;

/**
 * What one side of a call receives: HEADERS and TRAILERS put together from their frames, and the credit for DATA. Guarded
 * by the lock of its stream's state.
 */
final class InboundStream {
  private final FrameLink link;
  private final long id;
  private final HeaderBlock block;
  private int underWay; // received and not given back by CREDIT
  private int consumed; // of that, what the application has taken
  private boolean closed;

  InboundStream(FrameLink link, long id, int longestMetadata) {
    this.link = link;
    this.id = id;
    this.block = new HeaderBlock(longestMetadata);
  }

  HeaderBlock block() {
    return block;
  }

  /** Counts DATA that came. */
  void received(int bytes) throws MalformedFrameException {
    underWay += bytes;
    if (underWay > Frames.STREAM_WINDOW + Frames.LONGEST_PAYLOAD) {
      throw new MalformedFrameException(
          "more DATA than the window of stream " + id + ": bytes=" + underWay);
    }
  }

  /** Counts DATA that the application has taken, and gives credit for it in large pieces. */
  void consumed(int bytes) {
    if (closed) {
      return;
    }
    consumed += bytes;
    link.consumed(bytes);
    if (consumed >= Frames.STREAM_WINDOW / 2) {
      link.sendCredit(id, consumed);
      underWay -= consumed;
      consumed = 0;
    }
  }

  /** Gives back to the connection what nobody will take any more. */
  void close() {
    if (!closed) {
      closed = true;
      link.consumed(underWay - consumed);
    }
  }
}
