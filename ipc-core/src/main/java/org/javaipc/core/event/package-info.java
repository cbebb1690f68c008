/**
 * Notifiers and listeners over a word in shared memory: {@code EventLayout} has the format.
 */
@NullMarked
package org.javaipc.core.event;

import org.jspecify.annotations.NullMarked;
