/** Who is at the other end, and how one learns that it has come, left or died. */
@NullMarked
package org.javaipc.linux.channel.member;

import org.jspecify.annotations.NullMarked;
