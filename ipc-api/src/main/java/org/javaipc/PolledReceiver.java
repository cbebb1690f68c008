package org.javaipc;

/** A receiver in a {@link Poller}. */
final class PolledReceiver extends PolledEnd {
  private static final int MESSAGES_AT_A_TIME = 256;

  private final Receiver receiver;
  private final PollHandler handler;

  PolledReceiver(Receiver receiver, PollHandler handler) {
    super(receiver);
    this.receiver = receiver;
    this.handler = handler;
  }

  @Override
  int poll() {
    try {
      throwFailure();
      int taken = receiver.poll(handler, MESSAGES_AT_A_TIME);
      if (taken == Receiver.END_OF_STREAM) {
        handler.onEnd(receiver);
        return LEFT;
      }
      return taken;
    } catch (PeerDiedException e) {
      handler.onFailure(receiver, e);
      return 1;
    } catch (IpcException e) {
      handler.onFailure(receiver, e);
      return LEFT;
    }
  }
}
