package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import org.javaipc.Claim;
import org.javaipc.IpcException;

/** The one claim of a sender: memory of this process, which the kernel copies at the commit. */
final class PacketClaim implements Claim {
  private static final long NOTHING = -1;

  private final PacketSender sender;
  private final MemorySegment segment;
  private final long offset;
  private long length = NOTHING;

  PacketClaim(PacketSender sender, MemorySegment segment, long offset) {
    this.sender = sender;
    this.segment = segment;
    this.offset = offset;
  }

  PacketClaim open(long claimed) {
    length = claimed;
    return this;
  }

  boolean isOpen() {
    return length != NOTHING;
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public long offset() {
    checkOpen();
    return offset;
  }

  @Override
  public long length() {
    checkOpen();
    return length;
  }

  @Override
  public void commit(long committed) throws IpcException {
    checkOpen();
    if (committed < 0 || committed > length) {
      throw new IllegalArgumentException(
          "length=" + committed + " is not within 0 to the claimed length=" + length);
    }
    length = NOTHING;
    sender.commit(committed);
  }

  @Override
  public void abort() {
    length = NOTHING;
  }

  private void checkOpen() {
    if (!isOpen()) {
      throw new IllegalStateException(
          sender.address() + ": nothing is claimed; claim() comes before, once for each message");
    }
  }
}
