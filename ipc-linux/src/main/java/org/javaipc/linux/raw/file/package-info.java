/** fcntl.h, unistd.h, sys/mman.h and others: files, descriptors and memory that is mapped. */
@NullMarked
package org.javaipc.linux.raw.file;

import org.jspecify.annotations.NullMarked;
