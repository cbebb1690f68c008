/** How messages become bytes or packets of a kernel object, and messages again. */
@NullMarked
package org.javaipc.linux.channel.message;

import org.jspecify.annotations.NullMarked;
