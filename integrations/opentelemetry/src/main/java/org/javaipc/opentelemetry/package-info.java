/**
 * OpenTelemetry for ends.
 *
 * <table>
 * <caption>What is where</caption>
 * <tr><th>class</th><th>what it gives</th></tr>
 * <tr><td>{@link org.javaipc.opentelemetry.IpcInstruments}</td><td>metrics of all ends of this process</td></tr>
 * <tr><td>{@link org.javaipc.opentelemetry.TracedSender}</td><td>a span for each message that is sent, which
 *     travels with it</td></tr>
 * <tr><td>{@link org.javaipc.opentelemetry.TracedReceiver}</td><td>a span for each message that is received, in the
 *     same trace, and one for its time in the channel</td></tr>
 * </table>
 *
 * <pre>
 *   process A                                     process B
 *   send shm:orders  ---- trace header + message ----&gt;  channel shm:orders   (the time in between)
 *                                                 `---&gt; process shm:orders   (around the handler)
 * </pre>
 */
@NullMarked
package org.javaipc.opentelemetry;

import org.jspecify.annotations.NullMarked;
