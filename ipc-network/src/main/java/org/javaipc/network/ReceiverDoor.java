package org.javaipc.network;

import org.javaipc.ConnectTimeoutException;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.core.mirror.MirrorRegion;
import org.javaipc.core.ring.RingChannel;
import org.javaipc.core.ring.RingFeed;
import org.javaipc.spi.ChannelOptions;

/** The name of a receiver; each sender that joins gets a lane. */
final class ReceiverDoor extends FarDoors {
  private final ChannelOptions channel;

  private ReceiverDoor(FarOptions options, ChannelOptions channel, FarPort port) {
    super(options, port);
    this.channel = channel;
  }

  static Receiver open(FarOptions options, ChannelOptions channel) throws IpcException {
    ReceiverDoor door = new ReceiverDoor(options, channel, FarPort.acquire(options));
    return door.open(store ->
        new RingChannel(options.address(), channel, GrpcProvider.CAPABILITIES, store).receiver());
  }

  @Override
  public FarKind kind() {
    return FarKind.CHANNEL;
  }

  @Override
  public void letIn(FarHello hello, FarLink link)
      throws FarRefusedException, IpcException, InterruptedException {
    MirrorRegion receiver = store.region();
    if (receiver == null) {
      throw new FarRefusedException(
          FarRefusal.of(FarRefusal.Reason.NOT_OPEN, "no receiver was open"));
    }
    FarLane.checkType(hello, channel.type());
    MirrorRegion region = receiver.forPeer(link.who(), () -> {});
    RingFeed feed = join(hello, region);
    RingInlet inlet = new RingInlet(link, feed, region);
    link.locked(() -> {
      link.begin(inlet, null, options.silence(), hello.silence());
      link.send(
          new FarWelcome(
                  feed.capacity(), feed.maxMessage(), feed.start(), options.silence(), FarLane.WHO)
              .encode());
    });
    add(inlet);
    if (store.region() == null) {
      inlet.close(); // the receiver closed meanwhile, and may have missed this one
    }
  }

  private RingFeed join(FarHello hello, MirrorRegion region)
      throws FarRefusedException, IpcException, InterruptedException {
    try {
      return new RingChannel(
              options.address(),
              FarLane.stated(channel, hello),
              GrpcProvider.CAPABILITIES,
              region.once())
          .feed();
    } catch (ConnectTimeoutException e) {
      long ended = RingChannel.endedTerm(region.segment());
      throw new FarRefusedException(
          ended == 0
              ? FarRefusal.of(e)
              : new FarRefusal(FarRefusal.Reason.ENDED, ended, "the stream has ended"));
    }
  }
}
