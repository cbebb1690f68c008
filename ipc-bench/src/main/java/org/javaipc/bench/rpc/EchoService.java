package org.javaipc.bench.rpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Bytes that go back as they came, and a stream of them, without the cost of a codec. */
final class EchoService {
  static final MethodDescriptor<byte[], byte[]> UNARY =
      method("Unary", MethodDescriptor.MethodType.UNARY);

  /** The request says how many messages of 1 MiB are wanted, in its first byte. */
  static final MethodDescriptor<byte[], byte[]> STREAM =
      method("Stream", MethodDescriptor.MethodType.SERVER_STREAMING);

  private static final byte[] MEBIBYTE = new byte[1 << 20];

  private EchoService() {}

  static ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder("bench.Echo")
        .addMethod(UNARY, ServerCalls.asyncUnaryCall(EchoService::answer))
        .addMethod(STREAM, ServerCalls.asyncServerStreamingCall(EchoService::stream))
        .build();
  }

  private static void answer(byte[] question, StreamObserver<byte[]> answers) {
    answers.onNext(question);
    answers.onCompleted();
  }

  private static void stream(byte[] question, StreamObserver<byte[]> answers) {
    for (int i = 0; i < question[0]; i++) {
      answers.onNext(MEBIBYTE);
    }
    answers.onCompleted();
  }

  private static MethodDescriptor<byte[], byte[]> method(
      String name, MethodDescriptor.MethodType type) {
    Marshaller<byte[]> bytes = new Bytes();
    return MethodDescriptor.newBuilder(bytes, bytes)
        .setType(type)
        .setFullMethodName("bench.Echo/" + name)
        .build();
  }

  private static final class Bytes implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
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
}
