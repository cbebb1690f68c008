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
 * <p>After {@code close}, which may be repeated and called from any thread: what messages, bytes, events, ticks or signals go through throws
 * {@link org.javaipc.ChannelClosedException}, also a call that was waiting. What only holds or guards something, such as memory, a lock, a
 * semaphore, a descriptor or a {@link org.javaipc.Poller}, throws {@link java.lang.IllegalStateException}, as the JDK's own memory does.
 *
 * <pre>
 * Ipc.sender("orders") -&gt; configuration: orders = shm:orders?capacity=4MiB -&gt; Address
 *   -&gt; TransportRegistry -&gt; ChannelProvider -&gt; Channel -&gt; Sender / Receiver
 * </pre>
 */
@NullMarked
package org.javaipc;

import org.jspecify.annotations.NullMarked;
