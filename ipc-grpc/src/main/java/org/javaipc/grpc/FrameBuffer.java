package org.javaipc.grpc;

import io.grpc.internal.WritableBuffer;

/** A piece of a message, which becomes the payload of a DATA frame. */
final class FrameBuffer implements WritableBuffer {
  final byte[] bytes;
  private int length;

  FrameBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  int length() {
    return length;
  }

  @Override
  public void write(byte[] source, int offset, int count) {
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  @Override
  public void write(byte value) {
    bytes[length++] = value;
  }

  @Override
  public int writableBytes() {
    return bytes.length - length;
  }

  @Override
  public int readableBytes() {
    return length;
  }

  @Override
  public void release() {}
}
