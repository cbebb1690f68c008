package org.javaipc.linux.channel;

import org.javaipc.IpcException;
import org.javaipc.linux.channel.KernelChannel.Removal;

/** Senders of which only the kernel knows: programs that may know nothing of this library. */
final class ForeignSenders implements Senders {
  private final Inlet inlet;
  private final boolean mailbox;
  private final Removal removal;

  ForeignSenders(Inlet inlet, boolean mailbox, Removal removal) {
    this.inlet = inlet;
    this.mailbox = mailbox;
    this.removal = removal;
  }

  @Override
  public void update() {}

  @Override
  public boolean hasEnded() {
    return !mailbox && inlet.isOver();
  }

  @Override
  public long died() {
    return 0;
  }

  @Override
  public void received(long count) {}

  @Override
  public void close() throws IpcException {
    removal.remove();
  }
}
