/** Descriptors and files: what they are, who may use them, and the locks on them. */
@NullMarked
package org.javaipc.linux.file;

import org.jspecify.annotations.NullMarked;
