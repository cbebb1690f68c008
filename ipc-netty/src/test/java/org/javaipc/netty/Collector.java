package org.javaipc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps what a pipeline was told. */
class Collector extends ChannelInboundHandlerAdapter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  final List<Object> events = new CopyOnWriteArrayList<>();
  final List<Throwable> failures = new CopyOnWriteArrayList<>();
  final CountDownLatch inactive = new CountDownLatch(1);
  private volatile int size;
  private volatile int reads;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf buffer = (ByteBuf) message;
    synchronized (bytes) {
      byte[] some = new byte[buffer.readableBytes()];
      buffer.readBytes(some);
      bytes.writeBytes(some);
      size = bytes.size();
      reads++;
    }
    buffer.release();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    events.add(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    failures.add(cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    inactive.countDown();
  }

  int size() {
    return size;
  }

  int reads() {
    return reads;
  }

  byte[] bytes() {
    synchronized (bytes) {
      return bytes.toByteArray();
    }
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  void awaitText(String expected) {
    Wire.await("the text " + expected).until(() -> text().equals(expected));
  }

  boolean awaitInactive() throws InterruptedException {
    return inactive.await(Wire.DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }
}
