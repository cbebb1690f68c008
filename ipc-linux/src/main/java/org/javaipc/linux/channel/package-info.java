/**
 * The shared body of every channel whose messages a kernel object carries: pipes, FIFOs, sockets,
 * message queues. A transport supplies a {@link org.javaipc.linux.channel.member.Medium}, which makes and
 * opens the object; everything that the contract of a channel says is done here.
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
 * <p>Who joins, leaves or closes writes it into the control region under the lock of the name and
 * rings the bell of the processes concerned. A death is noticed by the watch on the process's slot;
 * the kernel's queue keeps its order, so the receiver looks how much is in it then, and tells of the
 * death when it has taken that much.
 *
 * <p>{@code external} stands for programs that do not use this library ({@code framing=none},
 * inherited pipes): no control region, and the kernel's own end of stream.
 *
 * <p>Exported to our own modules only.
 */
@NullMarked
package org.javaipc.linux.channel;

import org.jspecify.annotations.NullMarked;
