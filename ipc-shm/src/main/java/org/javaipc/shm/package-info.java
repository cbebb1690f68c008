/**
 * POSIX and System V shared memory: as transports, and as plain memory for programs that need only that.
 *
 * <pre>
 *   {@link org.javaipc.shm.PosixSharedMemory}     memory with a name, as C's shm_open has it
 *   {@link org.javaipc.shm.SystemVSharedMemory}   memory with a key, as C's shmget has it
 *   {@link org.javaipc.shm.ShmProvider}           {@code shm:} channels and events, over the body in {@code org.javaipc.core}
 *   {@link org.javaipc.shm.SysvProvider}          {@code sysv:} channels and events, over the same
 * </pre>
 */
@NullMarked
package org.javaipc.shm;

import org.jspecify.annotations.NullMarked;
