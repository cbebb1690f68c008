package org.javaipc.cli;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TimestampProto;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import org.javaipc.grpc.IpcServerBuilder;

/** A gRPC server of orders. Its types are made here, so that no generated code is needed. */
final class OrdersServer implements AutoCloseable {
  static final String PROTO =
      """
      name: 'orders.proto' package: 'shop' syntax: 'proto3' dependency: 'google/protobuf/timestamp.proto'
      message_type { name: 'Order'
        field { name: 'symbol' number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
        field { name: 'quantity' number: 2 type: TYPE_INT64 label: LABEL_OPTIONAL }
        field { name: 'lines' number: 3 type: TYPE_MESSAGE type_name: '.shop.Line' label: LABEL_REPEATED }
        field { name: 'side' number: 4 type: TYPE_ENUM type_name: '.shop.Side' label: LABEL_OPTIONAL }
        field { name: 'due' number: 5 type: TYPE_MESSAGE type_name: '.google.protobuf.Timestamp' label: LABEL_OPTIONAL } }
      message_type { name: 'Line'
        field { name: 'price' number: 1 type: TYPE_DOUBLE label: LABEL_OPTIONAL }
        field { name: 'tags' number: 2 type: TYPE_STRING label: LABEL_REPEATED } }
      message_type { name: 'Receipt'
        field { name: 'text' number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
        field { name: 'order' number: 2 type: TYPE_MESSAGE type_name: '.shop.Order' label: LABEL_OPTIONAL } }
      enum_type { name: 'Side' value { name: 'BUY' number: 0 } value { name: 'SELL' number: 1 } }
      service { name: 'Orders'
        method { name: 'Place' input_type: '.shop.Order' output_type: '.shop.Receipt' }
        method { name: 'Watch' input_type: '.shop.Order' output_type: '.shop.Receipt' server_streaming: true }
        method { name: 'Sum' input_type: '.shop.Order' output_type: '.shop.Receipt' client_streaming: true }
        method { name: 'Chat' input_type: '.shop.Order' output_type: '.shop.Receipt' client_streaming: true server_streaming: true } }
      """;

  private static final FileDescriptor FILE = file();
  private static final Descriptor ORDER = FILE.findMessageTypeByName("Order");
  private static final Descriptor RECEIPT = FILE.findMessageTypeByName("Receipt");
  private static final Metadata.Key<String> TENANT =
      Metadata.Key.of("tenant", Metadata.ASCII_STRING_MARSHALLER);

  private final Server server;
  private volatile String tenant;

  OrdersServer(String address, boolean described) throws Exception {
    IpcServerBuilder builder =
        IpcServerBuilder.forAddress(address).addService(service()).intercept(tenants());
    if (described) {
      builder.addService(ProtoReflectionServiceV1.newInstance());
    }
    server = builder.build().start();
  }

  /** {@return the header of the last call} */
  String tenant() {
    return tenant;
  }

  private static FileDescriptor file() {
    try {
      FileDescriptorProto.Builder proto = FileDescriptorProto.newBuilder();
      TextFormat.merge(PROTO, proto);
      return FileDescriptor.buildFrom(
          proto.build(), new FileDescriptor[] {TimestampProto.getDescriptor()});
    } catch (TextFormat.ParseException
        | com.google.protobuf.Descriptors.DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }

  private ServerInterceptor tenants() {
    return new ServerInterceptor() {
      @Override
      public <Q, S> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        tenant = headers.get(TENANT);
        return next.startCall(call, headers);
      }
    };
  }

  private static ServerServiceDefinition service() {
    var place = method("Place", MethodType.UNARY);
    var watch = method("Watch", MethodType.SERVER_STREAMING);
    var sum = method("Sum", MethodType.CLIENT_STREAMING);
    var chat = method("Chat", MethodType.BIDI_STREAMING);
    return ServerServiceDefinition.builder(
            ServiceDescriptor.newBuilder("shop.Orders")
                .setSchemaDescriptor((ProtoFileDescriptorSupplier) () -> FILE)
                .addMethod(place)
                .addMethod(watch)
                .addMethod(sum)
                .addMethod(chat)
                .build())
        .addMethod(place, ServerCalls.asyncUnaryCall(OrdersServer::place))
        .addMethod(watch, ServerCalls.asyncServerStreamingCall(OrdersServer::watch))
        .addMethod(sum, ServerCalls.asyncClientStreamingCall(answers -> new Orders(answers, false)))
        .addMethod(chat, ServerCalls.asyncBidiStreamingCall(answers -> new Orders(answers, true)))
        .build();
  }

  private static MethodDescriptor<DynamicMessage, DynamicMessage> method(
      String name, MethodType type) {
    return MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
        .setType(type)
        .setFullMethodName("shop.Orders/" + name)
        .setRequestMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(ORDER)))
        .setResponseMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(RECEIPT)))
        .build();
  }

  private static String symbol(DynamicMessage order) {
    return (String) order.getField(ORDER.findFieldByName("symbol"));
  }

  private static long quantity(DynamicMessage order) {
    return (long) order.getField(ORDER.findFieldByName("quantity"));
  }

  private static DynamicMessage.Builder receipt(String text) {
    return DynamicMessage.newBuilder(RECEIPT).setField(RECEIPT.findFieldByName("text"), text);
  }

  private static void place(DynamicMessage order, StreamObserver<DynamicMessage> answers) {
    if (symbol(order).equals("unknown")) {
      answers.onError(Status.NOT_FOUND.withDescription("no such symbol").asException());
    } else if (!symbol(order).equals("never")) {
      answers.onNext(receipt("placed").setField(RECEIPT.findFieldByName("order"), order).build());
      answers.onCompleted();
    }
  }

  private static void watch(DynamicMessage order, StreamObserver<DynamicMessage> answers) {
    for (long i = 1; i <= quantity(order); i++) {
      answers.onNext(receipt(symbol(order) + " " + i).build());
    }
    answers.onCompleted();
  }

  /** Adds up orders; answers each, or only the end. */
  private static final class Orders implements StreamObserver<DynamicMessage> {
    private final StreamObserver<DynamicMessage> answers;
    private final boolean each;
    private long sum;

    Orders(StreamObserver<DynamicMessage> answers, boolean each) {
      this.answers = answers;
      this.each = each;
    }

    @Override
    public void onNext(DynamicMessage order) {
      sum += quantity(order);
      if (each) {
        answers.onNext(receipt("sum " + sum).build());
      }
    }

    @Override
    public void onError(Throwable failure) {
      // The client has cancelled: nobody waits for an answer.
    }

    @Override
    public void onCompleted() {
      if (!each) {
        answers.onNext(receipt("sum " + sum).build());
      }
      answers.onCompleted();
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
    await().atMost(IpcProcess.PATIENCE).until(server::isTerminated);
  }
}
