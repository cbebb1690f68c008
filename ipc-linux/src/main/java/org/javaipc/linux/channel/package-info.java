/**
 * The shared implementation of every channel whose messages a kernel object carries: pipes, FIFOs, sockets, message
 * queues. A transport supplies a {@link org.javaipc.linux.channel.member.Medium}, which creates and opens the object;
 * the contract of a channel is implemented here.
 *
 * <pre>
 *  KernelChannel -- control region "orders.fifo-control": receiver, senders, geometry, lock
 *     |                (ControlLayout)                    WakeupFifo: look at it, somebody changed it
 *     |
 *     |  receiver                                  sender
 *     |  KernelReceiver                            KernelSender
 *     |    Waiting     spin, yield, sleep             Waiting
 *     |    RemoteSenders  tracked | external         RemoteReceiver  tracked | external     member
 *     |    MessageSource  peek, take, await          MessageSink     offer, commit, await   message
 *     |      |                                         |
 *     |   bytes:   StreamSource -- ByteStream -------- StreamSink     (a descriptor)
 *     |   packets: PacketSource -- PacketPort -------- PacketSink     (with or without one)
 *     |
 *  Medium.create(geometry, notes) -&gt; MessageSource      Medium.open(geometry, notes) -&gt; MessageSink
 * </pre>
 *
 * <p>An end that joins, leaves or closes records that in the control region, under the lock of the name, and rings the
 * bell of the processes concerned. The watch on a process's slot notices its death. The kernel's queue keeps its order,
 * so the receiver notes how much is in the queue at that moment, and reports the death once it has taken that much.
 *
 * <p>{@code external} stands for programs that do not use this library ({@code framing=none},
 * inherited pipes): no control region, and the kernel's own end of stream.
 *
 * <p>Exported to our own modules only.
 */
@NullMarked
package org.javaipc.linux.channel;

import org.jspecify.annotations.NullMarked;
