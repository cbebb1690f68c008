/**
 * Signals and timers, safely in a JVM, and {@code signal:}, a {@link org.javaipc.Notifier} over queued
 * real-time signals.
 *
 * <pre>
 *   {@link org.javaipc.signal.Signal}         which there are, what they do, how a JVM can receive each
 *   {@link org.javaipc.signal.Signals}        send: kill, queue, raise; receive: handle, ignore
 *   {@link org.javaipc.signal.SignalReader}   receive what is queued, with sender and payload
 *   {@link org.javaipc.signal.SignalSet}  {@link org.javaipc.signal.SignalMask}   what a thread blocks, and what is pending
 *   {@link org.javaipc.signal.Alarm}  {@link org.javaipc.signal.IntervalTimer}   the process's timers, which send signals
 *   {@link org.javaipc.signal.Ticker}  {@link org.javaipc.signal.CpuTimer}      as many timers as wanted
 * </pre>
 *
 * <p>No native code ever runs Java on a signal: handlers run on ordinary threads of the JVM.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
@NullMarked
package org.javaipc.signal;

import org.jspecify.annotations.NullMarked;
