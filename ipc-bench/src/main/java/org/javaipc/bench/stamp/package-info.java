/**
 * Ways to keep payload of an earlier lap from being read as a record's stamp, each as a small ring: in
 * band ({@link org.javaipc.bench.stamp.InBandRing}), beside the payload one a record ({@link
 * org.javaipc.bench.stamp.BesideRing}), beside it one for each 32 bytes ({@link
 * org.javaipc.bench.stamp.GranuleRing}). {@link org.javaipc.bench.stamp.Knobs} are what else was tried.
 *
 * <pre>
 * ipc-bench/run --works ping:100,flood:32,flood:100,flood:1024 \
 *     stamp:way=inband stamp:way=beside stamp:way=granule stamp:way=inband,fence=full
 * </pre>
 */
@NullMarked
package org.javaipc.bench.stamp;

import org.jspecify.annotations.NullMarked;
