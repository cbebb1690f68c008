/**
 * Netty over shared memory, mapped files, Unix domain sockets, FIFOs, or any other address that carries connections.
 * Pipelines, codecs and
 * handlers work unchanged; only the group, the channel class and the address come from this package:
 *
 * <pre>{@code
 * EventLoopGroup group = new MultiThreadIoEventLoopGroup(IpcIoHandler.newFactory());
 *
 * new ServerBootstrap().group(group).channel(IpcServerChannel.class).childHandler(pipeline).bind(IpcSocketAddress.of("orders"));
 *
 * new Bootstrap().group(group).channel(IpcChannel.class).handler(pipeline).connect(IpcSocketAddress.of("orders"));
 * }</pre>
 *
 * <p>The way of the bytes:
 *
 * <pre>
 * write, flush -> {@link org.javaipc.netty.Outbound} gathers and cuts them into messages -> org.javaipc.Sender
 *
 * org.javaipc.Receiver -> {@link org.javaipc.netty.Inbound} joins messages in a buffer -> channelRead
 *
 * {@link org.javaipc.netty.IpcIoHandler} polls the channels that are busy; for one that is quiet a {@link
 * org.javaipc.netty.Watch} waits, and the event loop sleeps until one of them, a task or a timer wakes it
 * </pre>
 */
@NullMarked
package org.javaipc.netty;

import org.jspecify.annotations.NullMarked;
