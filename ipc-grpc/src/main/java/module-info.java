/**
 * gRPC over any address that carries connections.
 *
 * <p>gRPC's jars have no module descriptors: their names come from the jars.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module org.javaipc.grpc {
  requires transitive org.javaipc.api;
  requires transitive io.grpc;
  requires io.grpc.internal;
  requires com.google.common;
  requires static org.jspecify;

  exports org.javaipc.grpc;

  provides io.grpc.ManagedChannelProvider with
      org.javaipc.grpc.IpcChannelProvider;
  provides io.grpc.NameResolverProvider with
      org.javaipc.grpc.IpcNameResolverProvider;
}
