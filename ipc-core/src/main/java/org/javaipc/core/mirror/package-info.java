/**
 * Memory in which one end of a channel or event word is, while the other end is in the memory of another process, perhaps
 * on another machine. What carries the messages between the two, and what it knows of the other process, is not this package's business.
 */
@NullMarked
package org.javaipc.core.mirror;

import org.jspecify.annotations.NullMarked;
