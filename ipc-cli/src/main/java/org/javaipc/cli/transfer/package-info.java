/**
 * Files and streams as messages, and messages as files and streams, without copies where that can
 * be.
 */
@NullMarked
package org.javaipc.cli.transfer;

import org.jspecify.annotations.NullMarked;
