/**
 * Mapped files: as a transport, and as plain memory for programs that need only that.
 *
 * <pre>
 *   {@link org.javaipc.mmap.MappedFile}      a file, or a part of one, as memory; outlives all its users
 *   {@link org.javaipc.mmap.SharedMapping}   memory without a name, handed over by descriptor; freed with its last user
 *   {@link org.javaipc.mmap.FileCopy}        copies a file by mapping both
 *   {@link org.javaipc.mmap.MmapProvider}    {@code mmap:} channels and events, over the body in {@code org.javaipc.core}
 * </pre>
 */
@NullMarked
package org.javaipc.mmap;

import org.jspecify.annotations.NullMarked;
