/** Programs that commands run. */
@NullMarked
package org.javaipc.cli.process;

import org.jspecify.annotations.NullMarked;
