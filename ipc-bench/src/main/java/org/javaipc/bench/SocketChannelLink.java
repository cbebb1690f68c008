package org.javaipc.bench;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.javaipc.MessageHandler;
import org.javaipc.cli.bench.Link;

/**
 * The JDK's channel over a Unix domain socket, with direct buffers and four bytes of length before a message:
 * what a program without a library would do. {@code wait=park} blocks in read, {@code wait=spin} polls.
 */
final class SocketChannelLink implements Link {
  private final SocketChannel channel;
  private final ByteBuffer out;
  private final MemorySegment message;
  private final ByteBuffer in;
  private final MemorySegment inMemory;

  SocketChannelLink(Map<String, String> options, Path folder, boolean isClient, int longest)
      throws IOException, InterruptedException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
    this.channel = isClient ? connect(address) : accept(address);
    channel.configureBlocking(options.getOrDefault("wait", "spin").equals("park"));
    this.out = ByteBuffer.allocateDirect(Integer.BYTES + longest).order(ByteOrder.nativeOrder());
    this.message = MemorySegment.ofBuffer(out).asSlice(Integer.BYTES);
    this.in =
        ByteBuffer.allocateDirect(2 * (Integer.BYTES + longest)).order(ByteOrder.nativeOrder());
    this.inMemory = MemorySegment.ofBuffer(in);
  }

  private static SocketChannel connect(UnixDomainSocketAddress address)
      throws IOException, InterruptedException {
    while (!Files.exists(address.getPath())) {
      Thread.sleep(1);
    }
    return SocketChannel.open(address);
  }

  private static SocketChannel accept(UnixDomainSocketAddress address) throws IOException {
    Path bound = address.getPath().resolveSibling("socket.bound");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(bound));
      Files.move(bound, address.getPath()); // it listens before it can be found
      return server.accept();
    }
  }

  @Override
  public MemorySegment message() {
    return message;
  }

  @Override
  public boolean offer(int length) throws IOException {
    out.clear().putInt(0, length).limit(Integer.BYTES + length);
    while (out.hasRemaining()) {
      channel.write(out);
    }
    return true;
  }

  @Override
  public int poll(MessageHandler handler, int limit) throws IOException {
    if (!isWhole(0) && channel.read(in) < 0) {
      throw new IOException("the other end is gone");
    }
    int taken = 0;
    int at = 0;
    while (taken < limit && isWhole(at)) {
      int length = in.getInt(at);
      handler.onMessage(inMemory, at + Integer.BYTES, length);
      at += Integer.BYTES + length;
      taken++;
    }
    in.flip().position(at);
    in.compact();
    return taken;
  }

  private boolean isWhole(int at) {
    int have = in.position() - at;
    return have >= Integer.BYTES && have >= Integer.BYTES + in.getInt(at);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
