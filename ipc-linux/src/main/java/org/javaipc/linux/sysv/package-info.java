/** System V segments and message queues, and the list of all System V objects. */
@NullMarked
package org.javaipc.linux.sysv;

import org.jspecify.annotations.NullMarked;
