/** Memory that is mapped: files, POSIX shared memory, advice, and what a mapping may be used for. */
@NullMarked
package org.javaipc.linux.memory;

import org.jspecify.annotations.NullMarked;
