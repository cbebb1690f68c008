/** Recordings of channels and topics: to a log, and from one. */
@NullMarked
package org.javaipc.cli.recording;

import org.jspecify.annotations.NullMarked;
