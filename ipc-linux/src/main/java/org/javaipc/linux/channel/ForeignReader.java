package org.javaipc.linux.channel;

import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;

/** A receiver of which only the kernel knows. */
record ForeignReader(Address address) implements Reader {
  @Override
  public void check() {}

  @Override
  public IpcException gone() {
    return new PeerClosedException(
        address + ": nobody reads any more; what had not been read is lost");
  }

  @Override
  public void sent(long messages, long waits) {}

  @Override
  public void leave() {}
}
