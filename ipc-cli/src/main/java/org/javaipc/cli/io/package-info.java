/**
 * Where commands read and write: the standard streams, terminals, JSON lines, tables, progress, and
 * what is closed when a signal comes.
 */
@NullMarked
package org.javaipc.cli.io;

import org.jspecify.annotations.NullMarked;
