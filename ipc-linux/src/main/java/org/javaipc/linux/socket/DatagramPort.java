package org.javaipc.linux.socket;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.linux.channel.message.MessageSink;
import org.javaipc.linux.channel.message.PacketPort;
import org.javaipc.linux.file.KernelLimit;
import org.javaipc.linux.wait.PollableDescriptor;
import org.jspecify.annotations.Nullable;

/** One side of a datagram socket; the receiving one drops and counts what strangers send. */
public final class DatagramPort implements PacketPort {
  private final SocketDescriptor socket;
  private final @Nullable TrustedReceive trusted;

  private DatagramPort(SocketDescriptor socket, @Nullable TrustedReceive trusted) {
    this.socket = socket;
    this.trusted = trusted;
  }

  /**
   * {@return the receiving side of a socket}
   *
   * @param socket that is bound; the port's from now on
   * @param policy whose datagrams are accepted
   * @throws IpcException if the kernel refuses
   */
  public static DatagramPort receiving(SocketDescriptor socket, AccessPolicy policy)
      throws IpcException {
    return new DatagramPort(socket, new TrustedReceive(socket, policy));
  }

  /**
   * {@return the sending side}
   *
   * @param socket that is connected to the receiver; the port's from now on
   */
  public static DatagramPort sending(SocketDescriptor socket) {
    return new DatagramPort(socket, null);
  }

  private PollableDescriptor pollable() {
    return socket.pollable();
  }

  @Override
  public String name() {
    return socket.toString();
  }

  @Override
  public long receive(MemorySegment into) throws IpcException {
    TrustedReceive receive = trusted;
    if (receive == null) {
      throw new IllegalStateException(name() + ": this side sends");
    }
    long length = receive.next(into);
    return length == SocketDescriptor.WOULD_BLOCK ? NOTHING : length;
  }

  @Override
  public MessageSink.Result send(MemorySegment from, long offset, long length, boolean held)
      throws IpcException {
    try {
      long sent =
          held
              ? socket.sendDatagramHolding(from, offset, length)
              : socket.sendDatagram(from.address() + offset, length);
      return sent == SocketDescriptor.WOULD_BLOCK
          ? MessageSink.Result.FULL
          : MessageSink.Result.SENT;
    } catch (PeerClosedException e) {
      return MessageSink.Result.GONE;
    } finally {
      Reference.reachabilityFence(from);
    }
  }

  /** {@inheritDoc} The kernel does not tell; there are never more than this. */
  @Override
  public long pending() throws IpcException {
    return KernelLimit.read("/proc/sys/net/unix/max_dgram_qlen") + 1; // it lets one more in
  }

  @Override
  public boolean isWritable() throws IpcException {
    return pollable().isWritable();
  }

  @Override
  public void awaitReadable(long nanos) throws IpcException {
    pollable().awaitReadable(nanos);
  }

  @Override
  public void awaitWritable(long nanos) throws IpcException {
    pollable().awaitWritable(nanos);
  }

  @Override
  public void whenWritable(Runnable task) throws IpcException {
    pollable().whenWritable(task);
  }

  @Override
  public void wake() {
    pollable().wake();
  }

  @Override
  public void close() {
    socket.close();
  }

  /** {@return how many datagrams of strangers were dropped} */
  public long refused() {
    return Optional.ofNullable(trusted).map(TrustedReceive::refused).orElse(0L);
  }
}
