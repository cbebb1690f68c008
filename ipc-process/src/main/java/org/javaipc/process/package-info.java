/**
 * Processes from Java as from C, but for {@code fork}, which a JVM cannot do.
 *
 * <table>
 *   <caption>What one uses</caption>
 *   <tr><th>in C</th><th>here</th></tr>
 *   <tr><td>fork and exec, vfork, posix_spawn</td><td>{@link org.javaipc.process.Spawn}</td></tr>
 *   <tr><td>wait, waitpid, wait4, waitid, kill of a child</td><td>{@link org.javaipc.process.Child}</td></tr>
 *   <tr><td>exec</td><td>{@link org.javaipc.process.Exec}</td></tr>
 *   <tr><td>system, popen, a pipeline of a shell</td><td>{@link org.javaipc.process.Shell}, {@link org.javaipc.process.Pipeline}</td></tr>
 *   <tr><td>daemon</td><td>{@link org.javaipc.process.Daemon}</td></tr>
 *   <tr><td>atexit</td><td>{@link org.javaipc.process.ExitCallbacks}</td></tr>
 *   <tr><td>getpid, getppid, getuid and so on</td><td>{@link org.javaipc.process.ProcessIds}</td></tr>
 *   <tr><td>prctl: death signal, subreaper</td><td>{@link org.javaipc.process.Relatives}</td></tr>
 *   <tr><td>fcntl locks, lockf, flock</td><td>{@link org.javaipc.process.LockFile}, {@link org.javaipc.process.FileLock}</td></tr>
 *   <tr><td>pidfd_getfd</td><td>{@link org.javaipc.process.ForeignDescriptor}</td></tr>
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
