package org.javaipc.linux.channel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;

/** Messages out of a kernel object that keeps them apart. */
public final class PacketInlet implements Inlet {
  private static final long NOTHING = PacketPort.NOTHING;

  private final PacketPort port;
  private final MemorySegment buffer;
  private final MemorySegment readOnly;
  private long seen = NOTHING;
  private long length;
  private long taken;

  /**
   * Receives from a port, which is closed with this.
   *
   * @param port to receive from
   * @param maxMessage longest message in bytes
   */
  public PacketInlet(PacketPort port, long maxMessage) {
    this.port = port;
    this.buffer = Arena.ofAuto().allocate(Math.max(Long.BYTES, maxMessage), Long.BYTES);
    this.readOnly = buffer.asReadOnly();
  }

  @Override
  public boolean peek() throws IpcException {
    if (seen == NOTHING) {
      seen = port.receive(buffer);
    }
    return seen != NOTHING;
  }

  @Override
  public boolean peekAtHand() throws IpcException {
    return peek();
  }

  @Override
  public void take() {
    length = seen;
    seen = NOTHING;
    taken++;
  }

  @Override
  public MemorySegment data() {
    return readOnly;
  }

  @Override
  public long offset() {
    return 0;
  }

  @Override
  public long length() {
    return seen == NOTHING ? length : seen;
  }

  @Override
  public long taken() {
    return taken;
  }

  @Override
  public long pending() throws IpcException {
    return port.pending() + (seen == NOTHING ? 0 : 1);
  }

  @Override
  public void forgetUnfinished() {}

  @Override
  public boolean isOver() {
    return false;
  }

  @Override
  public void await(long nanos) throws IpcException {
    port.awaitReadable(nanos);
  }

  @Override
  public void wake() {
    port.wake();
  }

  @Override
  public void close() throws IpcException {
    port.close();
  }
}
