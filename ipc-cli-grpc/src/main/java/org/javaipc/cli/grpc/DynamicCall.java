package org.javaipc.cli.grpc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One call of a method that is known by its description alone, of any of the four kinds. */
final class DynamicCall {
  /** Takes the answers, in order. */
  interface Answers {
    void next(DynamicMessage answer) throws RpcFailure;
  }

  private final Channel channel;
  private final CallOptions options;
  private final MethodDescriptor method;

  DynamicCall(Channel channel, CallOptions options, MethodDescriptor method) {
    this.channel = channel;
    this.options = options;
    this.method = method;
  }

  void run(Requests requests, Answers answers) throws RpcFailure, InterruptedException {
    if (method.isClientStreaming()) {
      stream(requests, answers);
    } else {
      DynamicMessage request = only(requests);
      BlockingClientCall<DynamicMessage, DynamicMessage> call = begin();
      try {
        call.write(request);
        call.halfClose();
        read(call, answers);
      } catch (StatusException e) {
        throw RpcFailure.of(e.getStatus());
      }
    }
  }

  private DynamicMessage only(Requests requests) throws RpcFailure {
    DynamicMessage first = requests.next();
    if (first == null) {
      return DynamicMessage.getDefaultInstance(method.getInputType());
    }
    if (requests.next() != null) {
      throw RpcFailure.usage(method.getFullName() + " takes one message, and more were given");
    }
    return first;
  }

  /** Writes on a thread of its own, so that answers are seen while requests are typed. */
  private void stream(Requests requests, Answers answers) throws RpcFailure, InterruptedException {
    BlockingClientCall<DynamicMessage, DynamicMessage> call = begin();
    AtomicReference<@Nullable RpcFailure> fault = new AtomicReference<>();
    Thread.ofPlatform().daemon().name("ipc-requests").start(() -> write(call, requests, fault));
    try {
      read(call, answers);
    } catch (StatusException e) {
      RpcFailure first = fault.get();
      throw first == null ? RpcFailure.of(e.getStatus()) : first;
    }
  }

  private static void write(
      BlockingClientCall<DynamicMessage, DynamicMessage> call,
      Requests requests,
      AtomicReference<@Nullable RpcFailure> fault) {
    try {
      DynamicMessage request = requests.next();
      while (request != null && call.write(request)) {
        request = requests.next();
      }
      call.halfClose();
    } catch (RpcFailure e) {
      fault.set(e);
      call.cancel("a request cannot be read", e);
    } catch (StatusException e) {
      // The reader is told the same.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void read(BlockingClientCall<DynamicMessage, DynamicMessage> call, Answers answers)
      throws RpcFailure, StatusException, InterruptedException {
    try {
      for (DynamicMessage answer = call.read(); answer != null; answer = call.read()) {
        answers.next(answer);
      }
    } catch (RpcFailure | RuntimeException e) {
      call.cancel("an answer cannot be written", e);
      throw e;
    }
  }

  private BlockingClientCall<DynamicMessage, DynamicMessage> begin() {
    return ClientCalls.blockingBidiStreamingCall(
        channel,
        io.grpc.MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
            .setType(type())
            .setFullMethodName(method.getService().getFullName() + "/" + method.getName())
            .setRequestMarshaller(
                ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getInputType())))
            .setResponseMarshaller(
                ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getOutputType())))
            .build(),
        options);
  }

  private MethodType type() {
    if (method.isClientStreaming()) {
      return method.isServerStreaming() ? MethodType.BIDI_STREAMING : MethodType.CLIENT_STREAMING;
    }
    return method.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY;
  }
}
