/** sys/epoll.h, sys/socket.h and others: descriptors to wait for. */
@NullMarked
package org.javaipc.linux.raw.poll;

import org.jspecify.annotations.NullMarked;
