/** Where configuration comes from and in which order. Not exported. */
@NullMarked
package org.javaipc.config;

import org.jspecify.annotations.NullMarked;
