/** A file moved to a second process, timed and verified. */
@NullMarked
package org.javaipc.cli.demo;

import org.jspecify.annotations.NullMarked;
