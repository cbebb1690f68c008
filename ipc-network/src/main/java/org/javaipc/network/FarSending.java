package org.javaipc.network;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.ObjLongConsumer;
import org.javaipc.IpcException;
import org.javaipc.Notifier;
import org.javaipc.PeerDiedException;
import org.javaipc.Sender;
import org.javaipc.core.event.EventTap;
import org.javaipc.core.event.WordEvents;
import org.javaipc.core.mirror.MirrorRegion;
import org.javaipc.core.mirror.MirrorStore;
import org.javaipc.core.ring.RingChannel;
import org.javaipc.core.ring.RingTap;
import org.javaipc.spi.ChannelOptions;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a lane or event word: memory of this process that a usual end uses, while the other end is
 * remote.
 */
final class FarSending {
  /** How many times the silence that means death the peer may take nothing at the end; the silence itself comes first. */
  private static final int PATIENCE = 2;

  private final FarOptions options;
  private final ChannelOptions channel;
  private final MirrorRegion peer;
  private final MirrorRegion own;
  private @Nullable FarOutlet outlet; // set once, before the end opens

  private FarSending(FarOptions options, ChannelOptions channel, MirrorRegion peer) {
    this.options = options;
    this.channel = channel;
    this.peer = peer;
    this.own = peer.forPeer("this process", this::leave);
  }

  /** {@return memory whose receiver is at the other end of a link} */
  static FarSending lane(
      FarOptions options, ChannelOptions channel, FarWelcome welcome, FarLink link)
      throws IpcException {
    MirrorRegion peer =
        region(
            options,
            welcome,
            link,
            RingTap.length(welcome.capacity()),
            (memory, self) ->
                RingTap.initialize(
                    memory, welcome.capacity(), welcome.maxMessage(), welcome.start(), self));
    FarSending sending =
        new FarSending(
            options, FarLane.known(channel, welcome.capacity(), welcome.maxMessage()), peer);
    RingTap tap = new RingTap(peer, welcome.capacity(), welcome.maxMessage());
    sending.begin(new RingOutlet(link, peer, tap), RingTap.WORD);
    return sending;
  }

  /** {@return an event word whose listener is at the other end of a link} */
  static FarSending events(
      FarOptions options, ChannelOptions channel, FarWelcome welcome, FarLink link)
      throws IpcException {
    MirrorRegion peer = region(options, welcome, link, EventTap.LENGTH, EventTap::initialize);
    FarSending sending = new FarSending(options, channel, peer);
    sending.begin(new EventOutlet(link, peer, new EventTap(peer)), EventTap.WORD);
    return sending;
  }

  private static MirrorRegion region(
      FarOptions options,
      FarWelcome welcome,
      FarLink link,
      long length,
      ObjLongConsumer<MemorySegment> initializer)
      throws IpcException {
    return MirrorStore.elsewhere(
        options.address().toString(), welcome.who() + ", the " + link.who(), length, initializer);
  }

  private void begin(FarOutlet made, long word) {
    outlet = made;
    peer.onUnpark(word, made::wake);
  }

  FarOutlet outlet() {
    if (outlet == null) {
      throw new IllegalStateException("not begun");
    }
    return outlet;
  }

  Sender sender() throws IpcException, InterruptedException {
    return new RingChannel(options.address(), channel, GrpcProvider.CAPABILITIES, own.once())
        .sender();
  }

  Notifier notifier() throws IpcException, InterruptedException {
    return new WordEvents(options.address(), channel, own.once()).notifier();
  }

  private void leave() throws PeerDiedException {
    Duration patience = options.silence().multipliedBy(PATIENCE);
    if (!outlet().leave(patience)) {
      throw new PeerDiedException(
          "%s: the %s is there but has taken nothing for %dms, so it was given up; some of what was sent last may not have arrived"
              .formatted(options.address(), outlet().link.who(), patience.toMillis()));
    }
  }
}
