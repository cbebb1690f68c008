/**
 * The comparison with other libraries, and benchmarks.
 *
 * <pre>
 *  Compare ── starts, in turn ──> Worker client <── Link (a contender) ──> Worker server
 *     │                              │ one line a measurement
 *     └── Report, Output <───────────┘
 * </pre>
 *
 * <table>
 * <caption>What is where</caption>
 * <tr><td>{@link org.javaipc.bench.Compare}</td><td>the command: rounds, contenders, works</td></tr>
 * <tr><td>{@link org.javaipc.cli.bench}</td><td>the harness: {@code Link}, which a contender implements, {@code Work}, which
 * is measured, client and server</td></tr>
 * <tr><td>{@link org.javaipc.cli.report}</td><td>the page</td></tr>
 * <tr><td>{@link org.javaipc.bench.Output}</td><td>results, and those of several runs on one page</td></tr>
 * <tr><td>{@link org.javaipc.bench.Growth}</td><td>what one more of something costs</td></tr>
 * <tr><td>{@link org.javaipc.bench.Guard}</td><td>ratios that must hold</td></tr>
 * <tr><td>{@code resources}</td><td>the same in C: a cache line, a copy, and each of the kernel's mechanisms</td></tr>
 * <tr><td>{@code org.javaipc.bench.fan}</td><td>many senders, one receiver</td></tr>
 * <tr><td>{@code org.javaipc.bench.stamp}</td><td>the ways of stamping that were tried</td></tr>
 * </table>
 */
@NullMarked
package org.javaipc.bench;

import org.jspecify.annotations.NullMarked;
