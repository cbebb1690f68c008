/** Mapped files as a transport: {@code mmap:}, over the body in {@code org.javaipc.ring}. */
@NullMarked
package org.javaipc.mmap;

import org.jspecify.annotations.NullMarked;
