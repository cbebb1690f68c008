package org.javaipc.network;

import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.core.mirror.MirrorRegion;
import org.javaipc.core.mirror.MirrorStore;
import org.javaipc.core.ring.RingChannel;
import org.javaipc.core.ring.RingFeed;
import org.javaipc.spi.ChannelOptions;
import org.jspecify.annotations.Nullable;

/** The receiving end of one direction of a connection. */
final class FarReceiving {
  private final Receiver receiver;
  private final RingFeed feed;
  private final RingInlet inlet;

  /** Null while there is no peer to tell that the receiver closes. */
  private volatile @Nullable RingInlet begun;

  /**
   * Opens both ends: the receiver, and the end that represents the remote sender.
   *
   * @param options of the address
   * @param limits of the receiver, which has one sender
   * @param stated limits that the sender states
   * @param link to the sender
   */
  FarReceiving(FarOptions options, ChannelOptions limits, ChannelOptions stated, FarLink link)
      throws IpcException, InterruptedException {
    MirrorStore store = new MirrorStore(options.address().toString(), this::close);
    this.receiver =
        new RingChannel(options.address(), limits, GrpcProvider.CAPABILITIES, store).receiver();
    boolean joined = false;
    try {
      MirrorRegion own = store.region();
      if (own == null) {
        throw new IllegalStateException("the receiver has closed");
      }
      MirrorRegion region = own.forPeer(link.who(), () -> {});
      this.feed =
          new RingChannel(options.address(), stated, GrpcProvider.CAPABILITIES, region.once())
              .feed();
      this.inlet = new RingInlet(link, feed, region);
      joined = true;
    } finally {
      if (!joined) {
        receiver.close();
      }
    }
  }

  Receiver receiver() {
    return receiver;
  }

  RingFeed feed() {
    return feed;
  }

  /** {@return the inlet for the sender's messages, whose link begins now} */
  RingInlet begin() {
    begun = inlet;
    return inlet;
  }

  private void close() {
    RingInlet told = begun;
    if (told != null) {
      told.close();
      told.awaitFarewell(FarInlet.FAREWELL);
    }
  }
}
