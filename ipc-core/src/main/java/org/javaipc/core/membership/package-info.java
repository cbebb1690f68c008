/**
 * The members of a channel: {@code ChannelHeader} has the fields with which every channel starts, {@code SlotHeader}
 * those of each sender, {@code Connector} finds the channel that a receiver created, and {@code ReceiverWatch} tells a
 * sender that its receiver died.
 */
@NullMarked
package org.javaipc.core.membership;

import org.jspecify.annotations.NullMarked;
