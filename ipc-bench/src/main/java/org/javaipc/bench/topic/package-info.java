/** One process publishes to others, over topics of ours, Aeron and Chronicle Queue; and the latest value. */
@NullMarked
package org.javaipc.bench.topic;

import org.jspecify.annotations.NullMarked;
