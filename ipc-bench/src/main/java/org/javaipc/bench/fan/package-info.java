/**
 * Many senders, one receiver: each sender is a process that sends as fast as it can, the receiver counts.
 *
 * <pre>
 *  FanIn ── starts, in turn ──> FanWorker send (each) ──> Port (a contender) ──> FanWorker receive
 *    └── medians <───────────────── one line a slot ────────────────────────────────┘
 * </pre>
 */
@NullMarked
package org.javaipc.bench.fan;

import org.jspecify.annotations.NullMarked;
