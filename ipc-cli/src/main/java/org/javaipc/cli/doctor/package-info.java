/** What {@code ipc doctor} looks at. */
@NullMarked
package org.javaipc.cli.doctor;

import org.jspecify.annotations.NullMarked;
