/**
 * Processes behind safe types, for the modules of this library only.
 *
 * <pre>
 *   {@link org.javaipc.linux.process.SpawnRequest} -> {@link org.javaipc.linux.process.Spawner}  one permanent thread, posix_spawn
 *        -> {@link org.javaipc.linux.process.ChildProcess}  pid and {@link org.javaipc.linux.process.PidFd}; ends once, with an {@link org.javaipc.linux.process.EndOfChild}
 *   {@link org.javaipc.linux.process.Execution}  the same request in place of this JVM
 * </pre>
 */
@NullMarked
package org.javaipc.linux.process;

import org.jspecify.annotations.NullMarked;
