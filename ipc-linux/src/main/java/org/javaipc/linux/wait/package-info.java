/**
 * The one thread of this process that waits in epoll on behalf of others: of virtual threads, of watches of other
 * processes, of children, and of tasks that run when a descriptor is ready.
 *
 * <pre>
 *   EventLoop   one epoll, one thread, there while something is watched
 *     |
 *   DescriptorWatch       a descriptor in it, armed for one event at a time
 *     |
 *   Handler     what is called then; called again if it could not do its work
 * </pre>
 *
 * <p>Not exported.
 */
@NullMarked
package org.javaipc.linux.wait;

import org.jspecify.annotations.NullMarked;
