/**
 * Processes from Java as from C, but for {@code fork}, which a JVM cannot do.
 *
 * <table>
 *   <caption>What one uses</caption>
 *   <tr><th>in C</th><th>here</th></tr>
 *   <tr><td>fork and exec, vfork, posix_spawn</td><td>{@link org.javaipc.process.Spawn}</td></tr>
 *   <tr><td>wait, waitpid, wait4, waitid, kill of a child</td><td>{@link org.javaipc.process.Child}</td></tr>
 * </table>
 *
 * <pre>
 *   Child child = Spawn.of("sort", "-n").input(Redirect.from(file)).start();
 *   ExitStatus status = child.waitFor();
 * </pre>
 */
@NullMarked
package org.javaipc.process;

import org.jspecify.annotations.NullMarked;
