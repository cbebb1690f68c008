/** Descriptors and files: their status, their permissions and their locks. */
@NullMarked
package org.javaipc.linux.file;

import org.jspecify.annotations.NullMarked;
