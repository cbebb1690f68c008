/**
 * Linux behind types that are owned and closed once: what memory transports need of it now.
 *
 * <pre>
 *   {@link org.javaipc.linux.NativeAccess}       can this JVM call libc, and if not, why
 *   {@link org.javaipc.linux.RuntimeDirectory}   where plain names live
 *   {@link org.javaipc.linux.FileRegionStore}    regions in its files     implements {@link org.javaipc.spi.RegionStore}
 *   {@link org.javaipc.linux.RegionFormat}       what tells a region from another file
 *   {@link org.javaipc.linux.ProcessLiveness}    who of its processes lives  implements {@link org.javaipc.spi.Liveness}
 *   {@link org.javaipc.linux.SystemVObjects}     every segment, semaphore set and queue: list, remove
 * </pre>
 *
 * <p>Not exported: one method that turns an error number into an exception with a cure,
 * descriptors, mappings, locks, futexes, the death watcher; and below them the raw floor, one class
 * for each C header.
 */
@NullMarked
package org.javaipc.linux;

import org.jspecify.annotations.NullMarked;
