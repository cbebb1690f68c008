package org.javaipc.socket;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.linux.channel.message.MessageSink;
import org.javaipc.linux.channel.message.StreamSink;
import org.javaipc.linux.socket.SocketDescriptor;

/**
 * A connection to a receiver that may have refused it: then the error says so.
 *
 * @param outlet of the connection
 * @param socket of the connection
 */
record RefusableOutlet(StreamSink outlet, SocketDescriptor socket) implements MessageSink {
  @Override
  public Result offer(MemorySegment segment, long offset, long length, boolean patient)
      throws IpcException {
    return checked(outlet.offer(segment, offset, length, patient));
  }

  @Override
  public Result commit(long length) throws IpcException {
    return checked(outlet.commit(length));
  }

  private Result checked(Result result) throws IpcException {
    if (result == Result.GONE) {
      Refusal.check(socket);
    }
    return result;
  }

  @Override
  public boolean hasRoom() throws IpcException {
    return outlet.hasRoom();
  }

  @Override
  public MemorySegment claim(long length) {
    return outlet.claim(length);
  }

  @Override
  public long claimOffset() {
    return outlet.claimOffset();
  }

  @Override
  public void await(long nanos) throws IpcException {
    outlet.await(nanos);
  }

  @Override
  public void wake() {
    outlet.wake();
  }

  @Override
  public void whenOut(Runnable task) throws IpcException {
    outlet.whenOut(task);
  }

  @Override
  public long unsent() {
    return outlet.unsent();
  }

  @Override
  public boolean isTorn() {
    return outlet.isTorn();
  }

  @Override
  public void breakOff() throws IpcException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IpcException {
    outlet.close();
  }
}
