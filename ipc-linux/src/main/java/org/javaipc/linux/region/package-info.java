/** Regions of shared memory that have an owner, a lock and a name; what memory transports keep their channels in. */
@NullMarked
package org.javaipc.linux.region;

import org.jspecify.annotations.NullMarked;
