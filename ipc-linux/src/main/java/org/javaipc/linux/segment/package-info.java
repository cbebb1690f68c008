/** System V segments under regions: how they are made, found and removed. */
@NullMarked
package org.javaipc.linux.segment;

import org.jspecify.annotations.NullMarked;
