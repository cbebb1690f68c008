/** How libc is called: whether it may be, what its error numbers mean, and text and times as it takes them. */
@NullMarked
package org.javaipc.linux.call;

import org.jspecify.annotations.NullMarked;
