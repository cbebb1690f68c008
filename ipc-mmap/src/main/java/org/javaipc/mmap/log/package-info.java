/**
 * An append-only log in files that roll: the body of {@code mmap:} topics with {@code keep=}, and of recordings.
 *
 * <pre>
 *   {@link org.javaipc.mmap.log.LogWriter}   appends, in one process or, with the log's lock, in many
 *   {@link org.javaipc.mmap.log.LogReader}   reads from a place on, through a mapping that cannot be written
 *   {@link org.javaipc.mmap.log.LogStart}    where to begin: the start, the end, a time, a position
 *   {@link org.javaipc.mmap.log.LogLimits}   when files roll, and when they are removed
 *   {@link org.javaipc.mmap.log.PlaceFile}   how far a named reader has come
 *
 *   folder/00000000000000000000.log   records 0 to 41      ends with a mark
 *   folder/00000000000000000042.log   records 42 and on    the one that is written
 *   folder/.lock                      held by who appends
 * </pre>
 */
@NullMarked
package org.javaipc.mmap.log;

import org.jspecify.annotations.NullMarked;
