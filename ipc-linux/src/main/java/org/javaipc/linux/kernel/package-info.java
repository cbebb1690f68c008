/**
 * What everything that owns a kernel object is made of: descriptors that are closed once, errors with
 * a meaning, and waiting that an interrupt, a closing thread and a dying peer can end.
 *
 * <pre>
 *   PollableDescriptor   waits: awaitReadable, awaitWritable, wake; tasks: whenReadable, whenWritable
 *     |      \
 *     |       platform thread: PollingThread   ppoll of the descriptor and an EventDescriptor
 *     |       virtual thread:  Reactor         parked; one epoll thread for all
 *     v
 *   UseGuard             no close under a user
 * </pre>
 *
 * <p>Exported to our own modules only.
 */
@NullMarked
package org.javaipc.linux.kernel;

import org.jspecify.annotations.NullMarked;
