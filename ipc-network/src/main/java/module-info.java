/**
 * Channels between machines.
 *
 * <p>gRPC's jars have no module descriptors: their names come from the jars, and nothing says which modules they need. So those
 * of Guava and Netty that gRPC alone uses are required here.
 */
@SuppressWarnings("requires-automatic")
module org.javaipc.network {
  requires transitive org.javaipc.api;
  requires org.javaipc.core;
  requires io.grpc;
  requires io.grpc.netty;
  requires com.google.common;
  requires io.netty.codec.http2;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.handler;
  requires io.netty.handler.proxy;
  requires static org.jspecify;

  exports org.javaipc.network;

  provides org.javaipc.spi.ChannelProvider with
      org.javaipc.network.GrpcProvider;
  provides org.javaipc.spi.NotifierProvider with
      org.javaipc.network.GrpcProvider;
}
