/**
 * What the {@code ipc} command does with gRPC, apart from it, because gRPC and its libraries weigh more than all the rest. The
 * command finds it as tools of the JDK's {@link java.util.spi.ToolProvider}.
 *
 * <p>gRPC's jars have no module descriptors: their names come from the jars.
 */
@SuppressWarnings("requires-automatic")
module org.javaipc.cli.grpc {
  requires com.google.common;
  requires com.google.gson;
  requires com.google.protobuf;
  requires com.google.protobuf.util;
  requires io.grpc;
  requires io.grpc.protobuf;
  requires io.grpc.services;
  requires io.grpc.stub;
  requires org.javaipc.api;
  requires org.javaipc.grpc;
  requires static org.jspecify;

  provides java.util.spi.ToolProvider with
      org.javaipc.cli.grpc.CallTool,
      org.javaipc.cli.grpc.ServicesTool;
}
