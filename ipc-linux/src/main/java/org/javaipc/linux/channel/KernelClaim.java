package org.javaipc.linux.channel;

import java.lang.foreign.MemorySegment;
import org.javaipc.Claim;
import org.javaipc.IpcException;

/** The one claim of a sender. */
final class KernelClaim implements Claim {
  private static final long NOTHING = -1;

  private final KernelSender sender;
  private MemorySegment segment = MemorySegment.NULL;
  private long offset;
  private long length = NOTHING;

  KernelClaim(KernelSender sender) {
    this.sender = sender;
  }

  KernelClaim open(MemorySegment room, long roomOffset, long roomLength) {
    segment = room;
    offset = roomOffset;
    length = roomLength;
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
