package org.javaipc.grpc;

import static io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING;
import static io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING;
import static io.grpc.MethodDescriptor.MethodType.UNARY;

import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A service of text: what comes goes back. */
final class Echo implements BindableService {
  static final MethodDescriptor<String, String> SAY = method("say", UNARY);
  static final MethodDescriptor<String, String> CHAT = method("chat", BIDI_STREAMING);

  /** Answers 0, 1, 2 and so on, for as long as somebody reads. */
  static final MethodDescriptor<String, String> COUNT = method("count", SERVER_STREAMING);

  /** Answers only when {@link #release} says so. */
  static final MethodDescriptor<String, String> HOLD = method("hold", UNARY);

  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);

  static String say(Channel channel, String text) {
    return ClientCalls.blockingUnaryCall(channel, SAY, CallOptions.DEFAULT, text);
  }

  void release() {
    released.countDown();
  }

  void awaitHeld() throws InterruptedException {
    held.await();
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder("Echo")
        .addMethod(SAY, ServerCalls.asyncUnaryCall(Echo::answer))
        .addMethod(HOLD, ServerCalls.asyncUnaryCall(this::hold))
        .addMethod(COUNT, ServerCalls.asyncServerStreamingCall(Echo::count))
        .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(Echo::chat))
        .build();
  }

  private static void answer(String question, StreamObserver<String> answers) {
    answers.onNext(question);
    answers.onCompleted();
  }

  private static void count(String question, StreamObserver<String> answers) {
    ServerCallStreamObserver<String> call = (ServerCallStreamObserver<String>) answers;
    AtomicLong next = new AtomicLong();
    call.setOnReadyHandler(() -> {
      while (call.isReady()) {
        call.onNext(Long.toString(next.getAndIncrement()));
      }
    });
  }

  private void hold(String question, StreamObserver<String> answers) {
    held.countDown();
    Thread.startVirtualThread(() -> {
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      answer(question, answers);
    });
  }

  private static StreamObserver<String> chat(StreamObserver<String> answers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(String question) {
        answers.onNext(question);
      }

      @Override
      public void onError(Throwable failure) {
        answers.onError(failure);
      }

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  private static MethodDescriptor<String, String> method(String name, MethodType type) {
    Marshaller<String> text = new Text();
    return MethodDescriptor.newBuilder(text, text)
        .setType(type)
        .setFullMethodName("Echo/" + name)
        .build();
  }

  private static final class Text implements Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
