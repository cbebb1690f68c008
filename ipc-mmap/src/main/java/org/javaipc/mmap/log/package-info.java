/**
 * An append-only log in files that roll: the body of {@code mmap:} topics with {@code keep=}, and of recordings.
 *
 * <pre>
 *   {@link org.javaipc.mmap.log.LogWriter}   appends, in one process or, with the log's lock, in many
 *   {@link org.javaipc.mmap.log.LogReader}   reads from a given place, through a read-only mapping
 *   {@link org.javaipc.mmap.log.LogStart}    where to begin: the start, the end, a time, a position
 *   {@link org.javaipc.mmap.log.LogLimits}   when files roll, and when they are removed
 *   {@link org.javaipc.mmap.log.Place}       the progress of a named reader
 *
 *   folder/00000000000000000000.log   records 0 to 41      ends with a mark
 *   folder/00000000000000000042.log   records 42 and on    the one that is written
 *   folder/.lock                      held by the process that appends
 * </pre>
 */
@NullMarked
package org.javaipc.mmap.log;

import org.jspecify.annotations.NullMarked;
