/**
 * Anonymous pipes and FIFOs: the channels {@code pipe:} and {@code fifo:}, and the kernel's objects to
 * be used by themselves.
 */
@NullMarked
package org.javaipc.pipe;

import org.jspecify.annotations.NullMarked;
