package org.javaipc.linux.channel.message;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;

/** Messages out of a kernel object that keeps them apart. */
public final class PacketSource implements MessageSource {
  private static final long NOTHING = PacketPort.NOTHING;

  private final PacketPort port;
  private final MemorySegment buffer;
  private final MemorySegment readOnly;
  private long seen = NOTHING;
  private long length;
  private long taken;

  /** Set while the port may have handed out a message that is not recorded yet. */
  private boolean unknown;

  /**
   * Receives from a port, which is closed with this.
   *
   * @param port to receive from
   * @param maxMessage longest message in bytes
   */
  public PacketSource(PacketPort port, long maxMessage) {
    this.port = port;
    this.buffer = Arena.ofAuto().allocate(Math.max(Long.BYTES, maxMessage), Long.BYTES);
    this.readOnly = buffer.asReadOnly();
  }

  @Override
  public boolean peek() throws IpcException {
    if (seen == NOTHING) {
      tellIfOneIsMissing();
      seen = receive();
    }
    return seen != NOTHING;
  }

  private long receive() throws IpcException {
    unknown = true;
    try {
      long received = port.receive(buffer);
      unknown = false;
      return received;
    } catch (IpcException e) {
      unknown = false;
      throw e;
    }
  }

  /** An error, such as a stack overflow, may have come between the kernel's giving of a message and the note of it. */
  private void tellIfOneIsMissing() throws IpcException {
    if (unknown) {
      unknown = false;
      throw new IpcException(
          port.name()
              + ": an error cut an earlier call short while it took a message, which may be lost; those"
              + " that follow are whole");
    }
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
