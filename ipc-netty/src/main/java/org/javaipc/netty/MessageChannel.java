package org.javaipc.netty;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Takes as many bytes as a message has room for. */
record MessageChannel(ByteBuffer message) implements WritableByteChannel {
  @Override
  public int write(ByteBuffer source) {
    int taken = Math.min(source.remaining(), message.remaining());
    message.put(message.position(), source, source.position(), taken);
    message.position(message.position() + taken);
    source.position(source.position() + taken);
    return taken;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
