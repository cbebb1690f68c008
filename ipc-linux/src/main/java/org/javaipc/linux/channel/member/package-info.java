/** The members at the other end of a channel, and how an end learns that they have joined, left or died. */
@NullMarked
package org.javaipc.linux.channel.member;

import org.jspecify.annotations.NullMarked;
