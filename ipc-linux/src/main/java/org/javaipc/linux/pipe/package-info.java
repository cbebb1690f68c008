/**
 * Pipes and FIFOs of the kernel: {@link org.javaipc.linux.pipe.PipeCalls} makes and measures, {@link
 * org.javaipc.linux.pipe.FifoFile} opens by path, {@link org.javaipc.linux.pipe.ProcessPipe} opens what
 * a process holds. Bytes go through a {@link org.javaipc.linux.channel.message.ByteStream}.
 *
 * <p>Exported to our own modules only.
 */
@NullMarked
package org.javaipc.linux.pipe;

import org.jspecify.annotations.NullMarked;
