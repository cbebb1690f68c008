/**
 * Memory with one end of a channel or event word, while the other end is in the memory of another process, perhaps on
 * another machine. This package does not deal with the medium that carries the messages between the two, nor with what
 * it knows of the other process.
 */
@NullMarked
package org.javaipc.core.mirror;

import org.jspecify.annotations.NullMarked;
