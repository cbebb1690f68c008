/**
 * gRPC over shared memory, Unix domain sockets, FIFOs, or any other address that carries connections: a transport for
 * gRPC, without HTTP/2.
 *
 * <pre>{@code
 * Server server = IpcServerBuilder.forAddress("orders").addService(new OrderService()).build().start();
 *
 * ManagedChannel channel = IpcChannelBuilder.forAddress("orders").build();
 * OrdersGrpc.OrdersBlockingStub orders = OrdersGrpc.newBlockingStub(channel);
 * }</pre>
 *
 * <p>Stubs, services, interceptors, deadlines, metadata, compression and flow control work as on any gRPC transport. How
 * a call travels:
 *
 * <pre>
 * stub -> ClientCallImpl -> {@link org.javaipc.grpc.IpcClientStream} -> {@link org.javaipc.grpc.OutboundStream}
 *      -> {@link org.javaipc.grpc.FrameLink} -> org.javaipc.Connection -> ... -> the server's FrameLink
 *      -> {@link org.javaipc.grpc.IpcServerTransport} -> {@link org.javaipc.grpc.IpcServerStream} -> ServerCallImpl -> service
 * </pre>
 */
@NullMarked
package org.javaipc.grpc;

import org.jspecify.annotations.NullMarked;
