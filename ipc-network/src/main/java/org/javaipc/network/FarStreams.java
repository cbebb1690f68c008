package org.javaipc.network;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The one gRPC method, whose messages are the frames. */
final class FarStreams {
  static final String SERVICE = "org.javaipc.Channels";

  static final MethodDescriptor<byte[], byte[]> METHOD =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodType.BIDI_STREAMING)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Join"))
          .setRequestMarshaller(new Frames())
          .setResponseMarshaller(new Frames())
          .build();

  /** How many bytes of all streams of a connection may be in flight. */
  static final int WINDOW = 1 << 20;

  private FarStreams() {}

  private static final class Frames implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] frame) {
      return new Stream(frame);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Stream extends ByteArrayInputStream implements KnownLength {
    Stream(byte[] frame) {
      super(frame);
    }
  }
}
