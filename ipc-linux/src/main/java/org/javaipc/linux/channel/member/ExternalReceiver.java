package org.javaipc.linux.channel.member;

import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;

/** A receiver of which only the kernel knows. */
public record ExternalReceiver(Address address) implements RemoteReceiver {
  @Override
  public void check() {}

  @Override
  public IpcException gone() {
    return new PeerClosedException(address + ": the reading end is closed; unread data is lost");
  }

  @Override
  public void sent(long messages, long waits) {}

  @Override
  public void leave() {}
}
