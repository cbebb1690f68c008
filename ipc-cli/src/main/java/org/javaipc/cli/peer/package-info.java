/**
 * The second process of {@code demo} and {@code bench}: started with the words that started this
 * one, told what to do over its standard input, answering on its standard output.
 */
@NullMarked
package org.javaipc.cli.peer;

import org.jspecify.annotations.NullMarked;
