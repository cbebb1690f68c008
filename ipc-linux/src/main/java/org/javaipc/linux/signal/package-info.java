/**
 * Signals and timers of the kernel, for {@code ipc-signal} and {@code ipc-process}. A set of signals
 * is a {@code long} here: signal n is bit n - 1.
 *
 * <pre>
 *   {@link org.javaipc.linux.signal.SignalNumbers}     bits of sets, the real-time signals as libc counts
 *   {@link org.javaipc.linux.signal.ThreadSignals}     what the calling thread blocks, and what is pending
 *   {@link org.javaipc.linux.signal.ProcessSignals}    what the threads of this process block
 *   {@link org.javaipc.linux.signal.Disposition}       default, ignored or handled
 *   {@link org.javaipc.linux.signal.SignalSending}     kill, tgkill, sigqueue
 *   {@link org.javaipc.linux.signal.SignalTarget}      one thread that signals are queued for repeatedly
 *   {@link org.javaipc.linux.signal.SignalInbox}       takes signals that the calling thread blocks
 *   {@link org.javaipc.linux.signal.IntervalClock}     alarm and interval timers of the process
 *   {@link org.javaipc.linux.signal.ThreadTimer}       a timer that signals a thread, also of CPU time
 *   {@link org.javaipc.linux.signal.TimerDescriptor}   a timer to read from
 * </pre>
 *
 * <p>There is no way to install a handler: one that calls into the JVM aborts it.
 */
@NullMarked
package org.javaipc.linux.signal;

import org.jspecify.annotations.NullMarked;
