/**
 * The comparison with other libraries, and benchmarks.
 *
 * <pre>
 *  Compare ── starts, in turn ──> Worker client <── Link (a contender) ──> Worker server
 *     │                              │ one line a measurement
 *     └── Report <───────────────────┘
 * </pre>
 *
 * <table>
 * <caption>What is where</caption>
 * <tr><td>{@link org.javaipc.bench.Compare}</td><td>the command: rounds, contenders, works</td></tr>
 * <tr><td>{@link org.javaipc.bench.Link}</td><td>what a contender implements</td></tr>
 * <tr><td>{@link org.javaipc.bench.Work}</td><td>what is measured</td></tr>
 * <tr><td>{@code resources}</td><td>the same in C: a cache line, a copy, and each of the kernel's mechanisms</td></tr>
 * <tr><td>{@code org.javaipc.bench.fan}</td><td>many senders, one receiver</td></tr>
 * <tr><td>{@code org.javaipc.bench.stamp}</td><td>the ways of stamping that were tried</td></tr>
 * </table>
 */
@NullMarked
package org.javaipc.bench;

import org.jspecify.annotations.NullMarked;
