/**
 * Inter-process communication: what an application writes.
 *
 * <table>
 * <caption>The types</caption>
 * <tr><td>{@link org.javaipc.Ipc}</td><td>opens channels by address or logical name</td></tr>
 * <tr><td>{@link org.javaipc.IpcContext}</td><td>the same, with configuration of its own</td></tr>
 * <tr><td>{@link org.javaipc.Address}</td><td>where a channel is</td></tr>
 * <tr><td>{@link org.javaipc.Channel}</td><td>what every channel promises</td></tr>
 * <tr><td>{@link org.javaipc.Sender}, {@link org.javaipc.Receiver}</td><td>its ends</td></tr>
 * <tr><td>{@link org.javaipc.Codec}, {@link org.javaipc.TypedSender}, {@link org.javaipc.TypedReceiver}</td><td>ends for values</td></tr>
 * <tr><td>{@link org.javaipc.Server}, {@link org.javaipc.Connection}</td><td>two-way conversations</td></tr>
 * <tr><td>{@link org.javaipc.IpcException}</td><td>what can go wrong, one subclass a cause</td></tr>
 * </table>
 *
 * <pre>
 * Ipc.sender("orders") -&gt; configuration: orders = shm:orders?capacity=4MiB -&gt; Address
 *   -&gt; TransportRegistry -&gt; ChannelProvider -&gt; Channel -&gt; Sender / Receiver
 * </pre>
 */
@NullMarked
package org.javaipc;

import org.jspecify.annotations.NullMarked;
