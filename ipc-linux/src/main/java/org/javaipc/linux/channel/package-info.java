/**
 * The shared body of every channel whose messages a kernel object carries: pipes, FIFOs, sockets,
 * message queues. A transport supplies a {@link org.javaipc.linux.channel.Medium}, which makes and
 * opens the object; everything that the contract of a channel says is done here.
 *
 * <pre>
 *  KernelChannel -- control region "orders.fifo-control": receiver, senders, geometry, lock
 *     |                (ControlDescriptor)                    Bell: look at it, somebody changed it
 *     |
 *     |  receiver                                  sender
 *     |  KernelReceiver                            KernelSender
 *     |    Waiting     spin, yield, sleep            Waiting
 *     |    Senders     Known | Foreign               Reader      Known | Foreign
 *     |    Inlet       peek, take, await             Outlet      offer, commit, await
 *     |      |                                         |
 *     |   bytes:   StreamInlet -- ByteStream -------- StreamOutlet     (a descriptor)
 *     |   packets: PacketInlet -- PacketPort -------- PacketOutlet     (with or without one)
 *     |
 *  Medium.create(geometry, notes) -&gt; Inlet      Medium.open(geometry, notes) -&gt; Outlet
 * </pre>
 *
 * <p>Who joins, leaves or closes writes it into the control region under the lock of the name and
 * rings the bell of the processes concerned. A death is noticed by the watch on the process's slot;
 * the kernel's queue keeps its order, so the receiver looks how much is in it then, and tells of the
 * death when it has taken that much.
 *
 * <p>{@code Foreign} stands for programs that know nothing of this library ({@code framing=none},
 * inherited pipes): no control region, and the kernel's own end of stream.
 *
 * <p>Exported to our own modules only.
 */
@NullMarked
package org.javaipc.linux.channel;

import org.jspecify.annotations.NullMarked;
