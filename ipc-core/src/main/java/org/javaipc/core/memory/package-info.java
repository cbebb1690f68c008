/**
 * {@code memory:}, the ring inside one JVM, for tests of applications.
 */
@NullMarked
package org.javaipc.core.memory;

import org.jspecify.annotations.NullMarked;
